import type { AttributePatterns } from "./attribute-selection.ts";
import type { FsPath } from "../../foundation/fs-path.ts";
import type { MasterKey } from "../crypto/master-key.ts";
import type { BlobTableShare } from "../index/blob-table.ts";
import type { ExtendedAttribute } from "../tree/tree-node.ts";

/** What a restored file or folder gets besides its content. */
export interface Metadata {
  /** Permission bits for `chmod`. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Nanoseconds since 1970. */
  readonly atimeNs: bigint;
  readonly mtimeNs: bigint;
  /** Extended attributes, when there are any. */
  readonly attributes?: readonly ExtendedAttribute[];
}

/** A file that a worker writes. */
export interface FileTarget {
  /** Where it is written: its own path, or a temporary one beside it. */
  readonly path: FsPath;
  /** Where it is renamed to once it is whole. */
  readonly finalPath?: FsPath;
  /** A file is there already: the new one is made durable before it takes its place. */
  readonly replaces?: true;
  /** Some of it is there already, so that zeros must be written too. */
  readonly patched?: true;
  readonly size: number;
  readonly metadata: Metadata;
  /** Position in the shared counters of parts still to write; -1: this one blob is the whole file. */
  readonly counter: number;
}

export interface RestoreSettings {
  readonly key: MasterKey;
  readonly table: BlobTableShare;
  /** Parts still to write, by a file's counter. */
  readonly counters: SharedArrayBuffer;
  readonly sparse: boolean;
  readonly setOwner: boolean;
  readonly attributes: AttributePatterns;
}

/** The blobs of one pack that are wanted, in the order of the pack, each with one place to write it to. */
export interface PackJob {
  readonly type: "pack";
  readonly pack: number;
  /** A local file with the pack's bytes at their places. */
  readonly file: string;
  /** By blob: entry in the table, position in `files`, position in the file. */
  readonly entries: Int32Array;
  readonly targets: Int32Array;
  readonly positions: Float64Array;
  readonly files: readonly FileTarget[];
}

/** Compares files on disk with the blobs that they should have. */
export interface CompareJob {
  readonly type: "compare";
  readonly paths: readonly FsPath[];
  /** How many blobs each of them should have. */
  readonly counts: Int32Array;
  /** By blob, of one file after the other. */
  readonly entries: Int32Array;
  readonly lengths: Float64Array;
}

export type RestoreJob = PackJob | CompareJob;
export type ToRestoreWorker =
  | { readonly type: "settings"; readonly settings: RestoreSettings }
  | RestoreJob;

/** Only root may set some attributes, and then nothing is wrong with the rest. */
export type AttributeFailure = "not-permitted" | "failed";

/** A blob that could not be read, or a file that could not be written. */
export interface RestoreFailure {
  readonly path: FsPath;
  readonly problem: string;
  /** The vault is damaged, not the target. */
  readonly damaged: boolean;
  /** The file is whole; only its extended attributes are not. */
  readonly attributes?: AttributeFailure;
  /** For another try from another pack: entry, position in the file. */
  readonly retry?: {
    readonly entry: number;
    readonly position: number;
    readonly target: FileTarget;
  };
}

export type FromRestoreWorker =
  | { readonly type: "done"; readonly failures: readonly RestoreFailure[] }
  | {
      readonly type: "compared";
      /** Positions in the job's list of the blobs that files do not have at their places. */
      readonly wrong: Int32Array;
      /** By file: 1 when it ends where it should. */
      readonly sizeMatches: Uint8Array;
    }
  | { readonly type: "failed"; readonly error: unknown };
