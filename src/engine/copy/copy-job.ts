import type { BlobPlace } from "../index/blob-table.ts";
import type { VaultIndex } from "../index/load-index.ts";
import type { CopyJob } from "./messages.ts";

/** A blob to copy: its entry in the source's index and the place to read it from. */
export interface WantedBlob {
  readonly entry: number;
  readonly place: BlobPlace;
}

/** The blobs with these entries of the index, in the order of their pack. */
export function wantedBlobs({ table }: VaultIndex, entries: readonly number[]): WantedBlob[] {
  return entries
    .map((entry) => ({ entry, place: table.place(entry) }))
    .sort((a, b) => a.place.offset - b.place.offset);
}

/** What a worker is told about blobs of one pack, which it finds in `file`. */
export function copyJob(
  { table, packs }: VaultIndex,
  pack: number,
  blobs: readonly WantedBlob[],
  file: string,
): CopyJob {
  const ids = Buffer.alloc(32 * blobs.length);
  blobs.forEach(({ entry }, i) => table.copyId(entry, ids.subarray(32 * i)));
  return {
    id: packs[pack]!,
    file,
    types: Uint8Array.from(blobs, ({ place }) => place.type),
    ids,
    offsets: Float64Array.from(blobs, ({ place }) => place.offset),
    lengths: Float64Array.from(blobs, ({ place }) => place.length),
    rawLengths: Float64Array.from(blobs, ({ place }) => place.rawLength),
  };
}
