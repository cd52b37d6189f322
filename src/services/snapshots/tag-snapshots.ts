import type { LockInput, SnapshotFilter } from "../../engine/operations.ts";
import { deleteSnapshots } from "../../engine/snapshot/delete-snapshots.ts";
import { encodeSnapshot } from "../../engine/snapshot/encode-snapshot.ts";
import { flattenTags } from "../../engine/snapshot/snapshot-filter.ts";
import type { Snapshot } from "../../engine/snapshot/snapshot.ts";
import { forEachBounded } from "../../engine/workers/for-each-bounded.ts";
import type { OpenVault } from "../../engine/vault/open-vault.ts";
import { callOf, type Stoppable } from "./session-state.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";

/** What to do with tags: `set` alone, or `add` and `remove`. Lists with commas, as restic has them. */
export interface TagInput {
  /** Snapshots to change; all that meet the filter when absent. */
  readonly snapshots?: readonly string[];
  readonly filter?: SnapshotFilter;
  /** Replaces all tags; one empty text removes them all. */
  readonly set?: readonly string[];
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly lock?: LockInput;
}

/** A snapshot file cannot be changed: another one takes its place. */
export interface TagChange {
  readonly before: Snapshot;
  readonly after: Snapshot;
}

/** Most of a change is waiting for the store. */
const AT_ONCE = 8;
/** What a change that has begun may still take when all is cancelled, so that there are not two of a snapshot. */
const GRACE_MS = 1_500;

/** Changes the tags of snapshots; gives those that changed. To be called under the exclusive lock. */
export async function tagSnapshots(
  vault: OpenVault,
  snapshots: readonly Snapshot[],
  input: TagInput,
  run: Stoppable,
): Promise<TagChange[]> {
  const wanted = snapshots
    .map((before) => ({ before, tags: newTags(before.tags ?? [], input) }))
    .filter(({ before, tags }) => tags.join() !== (before.tags ?? []).join());
  const changes: TagChange[] = [];
  const late = new AbortController();
  const cancel = (): void => void setTimeout(() => late.abort(), GRACE_MS).unref();
  run.signal?.addEventListener("abort", cancel, { once: true });
  await forEachBounded(wanted.entries(), AT_ONCE, async ([i, { before, tags }]) => {
    throwIfCancelled(run.signal);
    changes[i] = { before, after: await replaceSnapshot(vault, before, { tags }, late) };
  }).finally(() => run.signal?.removeEventListener("abort", cancel));
  return changes;
}

function newTags(old: readonly string[], { set = [], add = [], remove = [] }: TagInput): string[] {
  if (set.length > 0) return [...new Set(flattenTags(set))];
  const removed = new Set(flattenTags(remove));
  return [...new Set([...old, ...flattenTags(add)])].filter((tag) => !removed.has(tag));
}

/** Writes the changed snapshot, which remembers the first one's id, and only then removes the old one. */
async function replaceSnapshot(
  vault: OpenVault,
  before: Snapshot,
  fields: Partial<Snapshot>,
  run: Stoppable,
): Promise<Snapshot> {
  const { id: old, ...content } = before;
  const changed = { ...content, original: before.original ?? old, ...fields };
  const id = await vault.objects.save("snapshots", encodeSnapshot(changed), callOf(run));
  await deleteSnapshots(vault.store, [old], callOf(run));
  return { ...changed, id };
}
