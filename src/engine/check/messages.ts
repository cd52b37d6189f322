import type { MasterKey } from "../crypto/master-key.ts";
import type { BlobTableShare } from "../index/blob-table.ts";

export interface CheckSettings {
  readonly key: MasterKey;
  readonly table: BlobTableShare;
}

/** A pack to read whole, with what the index says of it: by blob in the order of the pack. */
export interface CheckPackJob {
  readonly id: string;
  readonly file: string;
  readonly entries: Int32Array;
  readonly offsets: Float64Array;
  readonly lengths: Float64Array;
  readonly rawLengths: Float64Array;
}

export interface CheckPackAnswer {
  readonly bytes: number;
  readonly problems: readonly string[];
  readonly failure?: unknown;
}
