import { ResteraError } from "../../foundation/errors.ts";
import { encodeIndexEntry } from "../pack/index-entry.ts";
import { indexWriterOf } from "../index/index-writer-of.ts";
import { deleteIndexes } from "../repair/repair-index.ts";
import { isDeadHere, listLocks } from "../vault/lock-info.ts";
import type { OpenVault } from "../vault/open-vault.ts";
import type { Mark } from "./marks.ts";
import { loadPruneState, type PruneState } from "./prune-state.ts";
import { saveMarks } from "./replace-index.ts";

export interface Marking {
  /** What was decided by. */
  readonly state: PruneState;
  /** What was marked now. */
  readonly fresh: readonly Mark[];
  readonly marks: readonly Mark[];
  /** The index file that holds the marks. */
  readonly file: string | undefined;
  readonly signal: AbortSignal;
}

export interface Revival {
  readonly marks: readonly Mark[];
  readonly file: string | undefined;
  readonly revived: ReadonlySet<string>;
}

/** A snapshot may appear while another is looked through; each round sees those that came before it. */
const MOST_ROUNDS = 8;

/**
 * Looks again after packs were marked: a backup that began before may have published a snapshot that needs them, and its own
 * second look may have come too early. Such packs are in use again. Another program that came meanwhile does not look
 * again at all: then everything is as it was, and `locked` is thrown.
 */
export async function reviveNeeded(vault: OpenVault, marking: Marking): Promise<Revival> {
  const { state, fresh, signal } = marking;
  let { marks, file } = marking;
  const revived = new Set<string>();
  const revive = async (ids: ReadonlySet<string>): Promise<void> => {
    const writer = indexWriterOf(vault, signal);
    for (const { pack, blobs } of marks.filter(({ pack }) => ids.has(pack))) {
      if (blobs.length > 0) await writer.add(encodeIndexEntry(pack, blobs), blobs.length);
      revived.add(pack);
    }
    await writer.flush();
    marks = marks.filter(({ pack }) => !ids.has(pack));
    const old = file;
    file = marks.length > 0 ? await saveMarks(vault, marks, signal) : undefined;
    if (old !== undefined) await deleteIndexes(vault, [old], signal);
  };
  let seen = state.snapshotIds;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const stranger = (await listLocks(vault.objects, { signal })).find(
      (lock) => lock.started === undefined && !isDeadHere(lock),
    );
    if (stranger !== undefined) {
      await revive(new Set(fresh.map(({ pack }) => pack)));
      const who = `${stranger.username}@${stranger.hostname}, PID ${stranger.pid}`;
      throw new ResteraError("locked", { who, since: stranger.time });
    }
    const ids: string[] = [];
    for await (const id of vault.objects.list("snapshots", { signal })) ids.push(id);
    if (ids.every((id) => seen.has(id))) break;
    const next = await loadPruneState(vault, { now: new Date(), signal });
    seen = next.snapshotIds;
    if (next.revived.size > 0) await revive(next.revived);
  }
  return { marks, file, revived };
}
