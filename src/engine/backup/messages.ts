import type { FsPath } from "../../foundation/fs-path.ts";
import type { MasterKey } from "../crypto/master-key.ts";
import type { BlobTableShare } from "../index/blob-table.ts";
import type { OpenPack, StagedPack } from "../pack/packer.ts";
import type { PackFolder } from "../pack/pack-files.ts";
import type { Selection } from "../scan/select.ts";
import type { BackedUpItem } from "../operations.ts";
import type { NodeName } from "../tree/node-name.ts";

/** zstd's level. At 2 a vault is as large as restic's, at 3 it takes a fifth longer for 1.5 % less. */
export const USUAL_LEVEL = 2;

/** Names a result that is still to come, unique in one backup. */
export type Ticket = number;

/** What a worker is told once, before its first job. */
export interface BackupSettings {
  readonly key: MasterKey;
  readonly polynomial: string;
  readonly table: BlobTableShare;
  readonly packs: PackFolder;
  readonly selection: Selection;
  readonly stagingFolder: string;
  readonly packBytes: number;
  /** zstd's level; absent: blobs are stored as they are (format 1). */
  readonly level?: number;
  /** `off`: data as it is, trees compressed. */
  readonly compressData: boolean;
  readonly verify: boolean;
  readonly dryRun: boolean;
  readonly ignoreInode: boolean;
  readonly ignoreCtime: boolean;
  readonly withAtime: boolean;
  /** The parent snapshot has all extended attributes. */
  readonly attributesKnown: boolean;
  /** Somebody wants to hear of every item. */
  readonly tellsItems: boolean;
}

/** A target of the user's: a file or folder to save with all below it. Its result is a node's text. */
interface TargetJob {
  readonly type: "target";
  readonly ticket: Ticket;
  readonly name: Uint8Array;
  readonly path: Uint8Array;
  readonly explicit: boolean;
  /** Where the parent snapshot may hold the same name. */
  readonly old?: OldFolder;
}

/** A folder of the parent snapshot. */
export interface OldFolder {
  /** The snapshot's own tree. */
  readonly root: string;
  /** The names of the folders from there on. */
  readonly names: readonly Uint8Array[];
}

/** A folder that was handed over. Its result is a tree id. */
export interface FolderJob {
  readonly type: "folder";
  readonly ticket: Ticket;
  readonly path: FsPath;
  readonly name: NodeName;
  /** The parent snapshot's tree of the folder above. */
  readonly oldParent?: string;
}

/** A part of a large file, from `offset` (a chunk's beginning) on. */
export interface SegmentJob {
  readonly type: "segment";
  readonly ticket: Ticket;
  readonly path: FsPath;
  /** `device:inode` that the file had when it was found. */
  readonly identity: string;
  readonly offset: number;
  readonly sequence: number;
  /** Shared memory of a `ByteRing`, when it is a stream and no file. */
  readonly stream?: SharedArrayBuffer;
}

/** A folder's nodes, whole now. Its result is a tree id. */
interface TreeJob {
  readonly type: "tree";
  readonly ticket: Ticket;
  readonly parts: readonly string[];
}

/** Extended attributes of a folder above the targets. Its result is a node's field. */
interface AttributesJob {
  readonly type: "attributes";
  readonly ticket: Ticket;
  readonly path: Uint8Array;
}

export type Job = TargetJob | FolderJob | SegmentJob | TreeJob | AttributesJob;

export type ToWorker =
  | { readonly type: "settings"; readonly settings: BackupSettings }
  | Job
  | { readonly type: "release" }
  | { readonly type: "adopt"; readonly packs: readonly OpenPack[] }
  | { readonly type: "finish" };

/** A place in a folder's parts that waits for another ticket. */
export interface Hole {
  readonly index: number;
  readonly kind: "folder" | "file";
  readonly ticket: Ticket;
  /** The size that the node's text has, for files. */
  readonly size: number;
  /** For folders: the tree that the parent snapshot has; `sameNode` when all else of the node is as it was. */
  readonly oldTree?: string;
  readonly sameNode?: boolean;
  /** Of a folder, where every item is told. */
  readonly path?: string;
}

/** What a worker did; counts are new blobs, sizes are bytes. */
export interface WorkerTotals {
  dataBlobs: number;
  treeBlobs: number;
  dataAdded: number;
  dataAddedPacked: number;
  filesNew: number;
  filesChanged: number;
  filesUnmodified: number;
  dirsNew: number;
  dirsChanged: number;
  dirsUnmodified: number;
}

/** With `ready` a message also says that the job is over and the worker takes another. */
interface Answer {
  readonly ticket: Ticket;
  readonly ready?: boolean;
}

export type FromWorker =
  /** The text of a node, or a tree id; `null` when it could not be read or is left out. */
  | (Answer & { readonly type: "result"; readonly text: string | null })
  /** A folder (or target) with places that others fill. `tree` says that the result is to be saved as a tree. */
  | (Answer & {
      readonly type: "parts";
      readonly tree: boolean;
      readonly parts: string[];
      readonly holes: readonly Hole[];
    })
  | { readonly type: "handover"; readonly job: FolderJob | SegmentJob }
  /** `last`: the end of the file was reached in this segment. `ids` is `null` when reading failed. */
  | (Answer & {
      readonly type: "segment";
      readonly sequence: number;
      readonly ids: readonly string[] | null;
      readonly bytes: number;
      readonly last: boolean;
    })
  | { readonly type: "pack"; readonly pack: StagedPack }
  | {
      readonly type: "problem";
      readonly path: string;
      readonly during: "scan" | "read";
      readonly problem: string;
    }
  | { readonly type: "items"; readonly items: readonly BackedUpItem[] }
  | { readonly type: "notice"; readonly path: string; readonly notice: string }
  /** Extended attributes cannot be read here. */
  | { readonly type: "no-attributes" }
  | {
      readonly type: "released";
      readonly packs: readonly OpenPack[];
      readonly totals: WorkerTotals;
    }
  | { readonly type: "finished"; readonly totals: WorkerTotals }
  | { readonly type: "failed"; readonly error: unknown };
