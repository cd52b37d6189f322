import { DATA, type BlobType } from "../blob-type.ts";

/** Chunks have 8 MiB at most, with other programs' own settings more; no pack is larger than this. */
const MOST_DATA_BYTES = 128 << 20;
/** A folder of a million entries has some 400 MB. V8 makes no longer text. */
const MOST_TREE_BYTES = 512 << 20;

/**
 * Throws when a blob claims a text of this many bytes and none has so many: a frame of some kilobytes may
 * expand to gigabytes. To be asked before memory is taken for it.
 */
export function refuseLargeText(type: BlobType, byteLength: number): void {
  if (byteLength > (type === DATA ? MOST_DATA_BYTES : MOST_TREE_BYTES)) {
    throw new RangeError(`it claims ${byteLength} bytes`);
  }
}
