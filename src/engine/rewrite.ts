import { throwIfCancelled } from "../foundation/throw-if-cancelled.ts";
import { goZeroTime } from "../foundation/go-time.ts";
import { SecondLook } from "./backup/look-again.ts";
import type { RunOptions } from "./operations.ts";
import { BlobWriter } from "./repair/blob-writer.ts";
import type { RepairProgress } from "./repair/repair-index.ts";
import { TreeFilter } from "./rewrite/tree-filter.ts";
import { deleteSnapshots } from "./snapshot/delete-snapshots.ts";
import { encodeSnapshot } from "./snapshot/encode-snapshot.ts";
import type { Snapshot, SnapshotSummary } from "./snapshot/snapshot.ts";
import type { HeldLock } from "./vault/lock.ts";
import type { VaultReader } from "./vault/vault-reader.ts";

export interface RewriteInput {
  /** Left out of the new snapshots: patterns as in a backup, of paths in the snapshot. */
  readonly exclude?: readonly string[];
  readonly iexclude?: readonly string[];
  /** All that is left in the new snapshots; not together with what is left out. A snapshot of which nothing would be left stays. */
  readonly include?: readonly string[];
  readonly iinclude?: readonly string[];
  readonly newHost?: string;
  /** RFC 3339. */
  readonly newTime?: string;
  /** Notes how many files and bytes there are, in snapshots that do not say so. */
  readonly snapshotSummary?: boolean;
  /** Removes the snapshots that were rewritten. */
  readonly forget?: boolean;
  readonly dryRun?: boolean;
}

export interface RewrittenSnapshot {
  readonly before: Snapshot;
  /** Absent on a dry run. */
  readonly after?: Snapshot;
}

export interface RewriteResult {
  /** Only snapshots that change, in the order given. */
  readonly rewritten: readonly RewrittenSnapshot[];
  readonly unchanged: number;
}

const rewriteTag = "rewrite";
const nothingDone: SnapshotSummary = {
  ...{ backupStart: goZeroTime, backupEnd: goZeroTime },
  ...{ filesNew: 0, filesChanged: 0, filesUnmodified: 0 },
  ...{ dirsNew: 0, dirsChanged: 0, dirsUnmodified: 0 },
  ...{ dataBlobs: 0, treeBlobs: 0, dataAdded: 0, dataAddedPacked: 0 },
  ...{ totalFilesProcessed: 0, totalBytesProcessed: 0 },
};

/**
 * Writes snapshots anew without what is excluded or not included, or with another host or time (`restic rewrite`): every tree first, then the snapshots,
 * then, with `forget`, the old ones go. To be called under a lock, with `forget` the exclusive one. Throws `usage`, `damaged`, `blob-missing`; then nothing is removed.
 */
export async function rewriteSnapshots(
  reader: VaultReader,
  snapshots: readonly Snapshot[],
  input: RewriteInput,
  run: RunOptions<RepairProgress>,
  lock: HeldLock,
): Promise<RewriteResult> {
  const startedMs = Date.now();
  const signal = run.signal ?? new AbortController().signal;
  const writer = new BlobWriter(reader.vault, signal);
  const filter = new TreeFilter(reader, input, input.dryRun === true ? undefined : writer, signal);
  const planned: { readonly before: Snapshot; readonly content: Omit<Snapshot, "id"> }[] = [];
  try {
    for (const [done, before] of snapshots.entries()) {
      throwIfCancelled(signal);
      const secondsElapsed = (Date.now() - startedMs) / 1000;
      run.onProgress?.({ secondsElapsed, done, total: snapshots.length });
      const content = await changedContent(before, input, filter);
      if (content !== undefined) planned.push({ before, content });
    }
    const unchanged = snapshots.length - planned.length;
    if (input.dryRun === true) {
      return { rewritten: planned.map(({ before }) => ({ before })), unchanged };
    }
    // Every new tree is in the vault before a snapshot names one.
    await writer.finish();
    // A prune that marks may run meanwhile.
    const look = new SecondLook(reader.vault, reader.index, writer.index, signal);
    const trees = planned.map(({ content }) => content.tree);
    await look.confirm(trees);
    lock.assertAlive();
    const rewritten: RewrittenSnapshot[] = [];
    for (const { before, content } of planned) {
      const id = await reader.vault.objects.save("snapshots", encodeSnapshot(content), { signal });
      rewritten.push({ before, after: { ...content, id } });
    }
    await look.confirm(trees);
    if (input.forget === true) {
      const old = rewritten.map(({ before }) => before.id);
      await deleteSnapshots(reader.vault.store, old, { signal });
    }
    return { rewritten, unchanged };
  } finally {
    await writer.close();
  }
}

/** What the snapshot becomes; undefined when it stays as it is. */
async function changedContent(
  snapshot: Snapshot,
  input: RewriteInput,
  filter: TreeFilter,
): Promise<Omit<Snapshot, "id"> | undefined> {
  const { id: original, ...old } = snapshot;
  const { newHost = "", newTime, forget = false } = input;
  let content: Omit<Snapshot, "id"> = old;
  let isChanged = newHost !== "" || newTime !== undefined;
  if (filter.filters || input.snapshotSummary === true) {
    const { tree, files, bytes } = await filter.filtered(snapshot.tree);
    if (tree === undefined) return undefined;
    const { summary: known } = old;
    const counts = { totalFilesProcessed: files, totalBytesProcessed: bytes };
    isChanged ||=
      tree !== old.tree ||
      known?.totalFilesProcessed !== files ||
      known.totalBytesProcessed !== bytes;
    content = { ...old, tree, summary: { ...(known ?? nothingDone), ...counts } };
  }
  if (!isChanged) return undefined;
  const tags = new Set([...(old.tags ?? []), ...(forget ? [] : [rewriteTag])]);
  return {
    ...content,
    ...(newHost !== "" && { hostname: newHost }),
    ...(newTime !== undefined && { time: newTime }),
    tags: [...tags],
    original,
  };
}
