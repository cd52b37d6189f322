import type { MasterKey } from "../crypto/master-key.ts";
import type { PackBlobs } from "./pack-contents.ts";
import type { BlobTableShare } from "../index/blob-table.ts";

export interface CheckSettings {
  readonly key: MasterKey;
  readonly table: BlobTableShare;
}

/** A pack to read whole, with what the index says of it: by blob in the order of the pack. */
export interface CheckPackJob extends PackBlobs {
  readonly id: string;
  readonly file: string;
}

export interface CheckPackAnswer {
  readonly bytes: number;
  readonly problems: readonly string[];
  readonly failure?: unknown;
}
