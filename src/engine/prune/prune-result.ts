import type { CopyInput } from "../copy/copy-result.ts";
import type { LockInput } from "../operations.ts";

/** How a prune deletes what it need not keep. */
export type PruneWay =
  /** Alone in the vault: at once. */
  | "exclusive"
  /** Beside others: packs are marked, and deleted by a later prune. */
  | "mark";

/** What may be left, and what is worth the work. */
export interface PruneLimits {
  /** Bytes that may stay unused, given the bytes that are used; 5 % of all when absent. */
  readonly maxUnused?: (usedBytes: number) => number;
  /** Stop repacking after this many bytes; no limit when absent. */
  readonly maxRepackBytes?: number;
  /** Packs smaller than this are joined when there are ten of them; a fifth of the pack size when absent. */
  readonly smallPackBytes?: number;
  /** Repack packs of trees alone. */
  readonly cacheableOnly?: boolean;
  /** Repack all packs that hold something uncompressed. */
  readonly uncompressed?: boolean;
}

export interface PruneInput
  extends PruneLimits, Pick<CopyInput, "compression" | "packSizeMib" | "verify"> {
  /**
   * Absent: `exclusive` when nobody else uses the vault or another program does, else `mark`. With `exclusive`, others are
   * kept out meanwhile; with `mark` never, and space is freed by a prune a day later.
   */
  readonly way?: PruneWay;
  readonly dryRun?: boolean;
  /** Deletes the index before packs, and repacks nothing: for a full disk. A crash then needs `repair index`. */
  readonly recoverNoFreeSpace?: boolean;
  /** Snapshots that count as gone already, by id: for a dry run of forgetting them. */
  readonly without?: readonly string[];
  readonly lock?: LockInput;
}

export interface PruneProgress {
  readonly secondsElapsed: number;
  readonly phase: "index" | "snapshots" | "repack" | "delete";
  readonly done: number;
  readonly total: number;
}

/** restic's statistics. Sizes are bytes; those of blobs are without the packs' headers. */
export interface PruneStats {
  readonly blobs: {
    readonly used: number;
    readonly duplicate: number;
    readonly unused: number;
    readonly remove: number;
    readonly repack: number;
    readonly repackRemove: number;
  };
  readonly size: {
    readonly used: number;
    readonly duplicate: number;
    readonly unused: number;
    readonly remove: number;
    readonly repack: number;
    readonly repackRemove: number;
    /** Of packs that no index names. */
    readonly unreferenced: number;
    readonly uncompressed: number;
  };
  readonly packs: {
    readonly used: number;
    readonly unused: number;
    readonly partlyUsed: number;
    readonly unreferenced: number;
    readonly keep: number;
    readonly repack: number;
    readonly remove: number;
  };
}

export interface PruneResult {
  readonly way: PruneWay;
  readonly dryRun: boolean;
  readonly stats: PruneStats;
  /** Packs whose used blobs lie in new packs now. */
  readonly repacked: readonly string[];
  /** Packs of which nothing was used. */
  readonly unused: readonly string[];
  /** Packs that no index named. */
  readonly unreferenced: readonly string[];
  /** Packs that the index named, that are gone, and of which nothing was used. */
  readonly missing: readonly string[];
  /** Packs that this prune marked, and those that earlier ones marked and that still wait. */
  readonly marked: readonly string[];
  readonly waiting: readonly string[];
  /** Marked packs that a snapshot needs again. */
  readonly revived: readonly string[];
  /** Packs that are gone now. */
  readonly deleted: readonly string[];
  /** Packs that no longer count and could not be deleted; the next prune tries again. */
  readonly failed: readonly { readonly pack: string; readonly problem: string }[];
  readonly bytesAdded: number;
  readonly bytesDeleted: number;
  readonly seconds: number;
}
