import type { CallOptions } from "../../stores/objects/object-store.ts";
import { loadSnapshots } from "../snapshot/load-snapshots.ts";
import type { WantedBlob } from "../copy/copy-job.ts";
import { listPacks } from "../vault/list-packs.ts";
import type { OpenVault } from "../vault/open-vault.ts";
import { VaultReader } from "../vault/vault-reader.ts";
import { UsedBlobs } from "./find-used.ts";
import { measureUsage, type VaultUsage } from "./pack-usage.ts";
import type { PrunePlan } from "./plan-prune.ts";
import { loadPruneIndex, type PruneIndex } from "./prune-index.ts";

/** What a prune decides by. */
export interface PruneState extends PruneIndex {
  readonly snapshotIds: ReadonlySet<string>;
  /** 1 for each entry of the index that a snapshot needs. */
  readonly used: Uint8Array;
  readonly usage: VaultUsage;
  readonly present: ReadonlyMap<string, number>;
  /** Marked packs that a snapshot needs: they count as in use. */
  readonly revived: ReadonlySet<string>;
  /** Packs in the store that no index file names in any way. */
  readonly unreferenced: readonly string[];
}

export interface LoadStateOptions {
  readonly now: Date;
  readonly signal: AbortSignal;
  /** Snapshots that count as gone. */
  readonly without?: readonly string[];
  readonly onProgress?: (snapshots: number, total: number) => void;
}

/**
 * Loads snapshots, then the index, and finds out what is used. Throws `damaged` or `blob-missing` when a snapshot, a tree or
 * an index file cannot be read: nothing can be said about what is unused then.
 */
export async function loadPruneState(
  vault: OpenVault,
  { now, signal, without = [], onProgress }: LoadStateOptions,
): Promise<PruneState> {
  const call: CallOptions = { signal };
  // Snapshots first: an index read later holds all that they need. Packs last: what the index names is there.
  const snapshots = await loadSnapshots(vault.objects, call);
  const loaded = await loadPruneIndex(vault, now, call);
  const present = await listPacks(vault.store, signal);
  const { index, contents, marks } = loaded;
  const reader = new VaultReader(vault, index);
  const found = new UsedBlobs(reader, signal);
  const kept = snapshots.filter(({ id }) => !without.includes(id));
  try {
    for (const [i, { tree }] of kept.entries()) {
      onProgress?.(i, kept.length);
      await found.addTree(tree);
    }
  } finally {
    reader.close();
  }
  const { used } = found;
  const revived = neededMarks(loaded, used);
  const inUse = index.packs
    .map((id, pack) => ({ id, pack, isPresent: present.has(id) }))
    .filter(({ id }) => !marks.has(id) || revived.has(id));
  const known = new Set(index.packs);
  return {
    ...loaded,
    snapshotIds: new Set(snapshots.map(({ id }) => id)),
    used,
    usage: measureUsage(contents, index.table, inUse, used),
    present,
    revived,
    unreferenced: [...present.keys()].filter((id) => !known.has(id)),
  };
}

/** Marked packs that hold the only copy of something used. */
function neededMarks({ index, marks }: PruneIndex, used: Uint8Array): Set<string> {
  const needed = new Set<string>();
  if (marks.size === 0) return needed;
  for (let entry = 0; entry < used.length; entry++) {
    const id = used[entry] === 1 ? index.packs[index.table.packOf(entry)]! : "";
    if (marks.has(id)) needed.add(id);
  }
  return needed;
}

/** What of the packs to repack goes into new packs: what is used and lies in no pack that stays. */
export function blobsToRepack(
  { contents, index, used }: PruneState,
  plan: PrunePlan,
): Map<number, WantedBlob[]> {
  const isSafe = new Uint8Array(used.length);
  for (const { pack } of plan.keep) {
    for (const entry of contents.blobs(pack).entries) isSafe[entry] = 1;
  }
  const wanted = new Map<number, WantedBlob[]>();
  for (const { pack } of plan.repack) {
    const { entries, offsets, lengths, rawLengths } = contents.blobs(pack);
    const blobs: WantedBlob[] = [];
    entries.forEach((entry, i) => {
      if (used[entry] !== 1 || isSafe[entry] === 1) return;
      isSafe[entry] = 1;
      const { type } = index.table.place(entry);
      const size = { length: lengths[i]!, rawLength: rawLengths[i]! };
      blobs.push({ entry, place: { type, pack, offset: offsets[i]!, ...size } });
    });
    if (blobs.length > 0) wanted.set(pack, blobs);
  }
  return wanted;
}
