import type { BackUpInput, LockInput } from "../operations.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";

export interface CopyInput extends Pick<BackUpInput, "verify" | "compression" | "packSizeMib"> {
  /** For the vault that is copied into. */
  readonly lock?: LockInput;
}

export interface CopyProgress {
  readonly secondsElapsed: number;
  readonly snapshotsDone: number;
  readonly snapshotsTotal: number;
  /** Sealed bytes, of the snapshots looked at so far. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

/** A snapshot and what stands for it in the other vault. */
export interface SnapshotCopy {
  readonly source: Snapshot;
  readonly target: Snapshot;
}

export interface CopyResult {
  readonly copied: readonly SnapshotCopy[];
  /** What had been copied before. */
  readonly skipped: readonly SnapshotCopy[];
  readonly blobs: number;
  /** Size of the packs that were written. */
  readonly bytesAdded: number;
  readonly seconds: number;
}
