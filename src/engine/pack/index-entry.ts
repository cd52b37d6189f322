import { TREE } from "../blob-type.ts";
import type { PackedBlob } from "./pack-header.ts";

/**
 * A pack's entry of an index file, as restic writes it. Blobs without an offset follow the one before
 * them.
 */
export function encodeIndexEntry(
  packId: string,
  blobs: readonly (PackedBlob & { readonly offset?: number })[],
): Uint8Array {
  let next = 0;
  const entries = blobs.map(({ type, id, length, rawLength, offset = next }) => {
    next = offset + length;
    const raw = rawLength > 0 ? `,"uncompressed_length":${rawLength}` : "";
    const hex = Buffer.from(id.buffer, id.byteOffset, 32).toString("hex");
    const kind = type === TREE ? "tree" : "data";
    return `{"id":"${hex}","type":"${kind}","offset":${offset},"length":${length}${raw}}`;
  });
  return Buffer.from(`{"id":"${packId}","blobs":[${entries.join(",")}]}`, "latin1");
}
