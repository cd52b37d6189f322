import type { MasterKey } from "../crypto/master-key.ts";
import type { OpenPack, StagedPack } from "../pack/packer.ts";

export interface CopySettings {
  readonly sourceKey: MasterKey;
  readonly targetKey: MasterKey;
  readonly stagingFolder: string;
  readonly packBytes: number;
  /** zstd's level; absent when the target keeps everything uncompressed. */
  readonly level?: number;
  readonly compressData: boolean;
  /** Compress again what is compressed already. */
  readonly recompress: boolean;
  /** Check each blob after sealing it, instead of when it is read. */
  readonly verify: boolean;
}

/** Blobs to copy out of one pack, in the order of the pack. */
export interface CopyJob {
  /** Of the pack, for messages. */
  readonly id: string;
  readonly file: string;
  readonly types: Uint8Array;
  /** 32 bytes for each blob. */
  readonly ids: Uint8Array;
  readonly offsets: Float64Array;
  readonly lengths: Float64Array;
  readonly rawLengths: Float64Array;
}

/** A blob of a job that could not be read as it should be. */
export interface BadBlob {
  /** Its place in the job. */
  readonly index: number;
  readonly problem: string;
}

export type ToCopyWorker =
  | { readonly type: "settings"; readonly settings: CopySettings }
  | { readonly type: "copy"; readonly job: CopyJob }
  | { readonly type: "release" }
  | { readonly type: "adopt"; readonly packs: readonly OpenPack[] }
  | { readonly type: "finish" };

export type FromCopyWorker =
  | { readonly type: "copied"; readonly bad: readonly BadBlob[] }
  | { readonly type: "pack"; readonly pack: StagedPack }
  | { readonly type: "released"; readonly packs: readonly OpenPack[] }
  | { readonly type: "finished" }
  | { readonly type: "failed"; readonly error: unknown };
