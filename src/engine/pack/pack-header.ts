import { ResteraError } from "../../foundation/errors.ts";
import { type BlobType, DATA, TREE } from "../blob-type.ts";

/** One blob of a pack, in the order of the pack. `length` is that of the sealed bytes. */
export interface PackedBlob {
  readonly type: BlobType;
  readonly id: Uint8Array;
  readonly length: number;
  /** 0 when stored uncompressed. */
  readonly rawLength: number;
}

/** A blob as a header gives it, with the offset that follows from the order. */
export interface HeaderBlob extends PackedBlob {
  readonly offset: number;
}

const PLAIN_ENTRY_BYTES = 37;
const COMPRESSED_ENTRY_BYTES = 41;
const COMPRESSED_FLAG = 2;
/** Sealing adds 32 bytes to the header; its length follows in 4. */
export const HEADER_TAIL_BYTES = 4;

/** A pack's header text (restic's "Pack Format"): type, length, [raw length], id of every blob. */
export function encodePackHeader(blobs: readonly PackedBlob[]): Buffer {
  const header = Buffer.allocUnsafe(blobs.length * COMPRESSED_ENTRY_BYTES);
  let at = 0;
  for (const { type, id, length, rawLength } of blobs) {
    at = header.writeUInt8(rawLength > 0 ? type | COMPRESSED_FLAG : type, at);
    at = header.writeUInt32LE(length, at);
    if (rawLength > 0) at = header.writeUInt32LE(rawLength, at);
    header.set(id, at);
    at += 32;
  }
  return header.subarray(0, at);
}

/** Reads a header text; throws `damaged` when an entry is cut off or of an unknown type. */
export function decodePackHeader(text: Uint8Array, object: string): HeaderBlob[] {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.length);
  const blobs: HeaderBlob[] = [];
  let offset = 0;
  for (let at = 0; at < bytes.length;) {
    const kind = bytes[at]!;
    const compressed = (kind & COMPRESSED_FLAG) !== 0;
    const size = compressed ? COMPRESSED_ENTRY_BYTES : PLAIN_ENTRY_BYTES;
    if (kind > 3 || at + size > bytes.length) {
      throw new ResteraError("damaged", {
        object,
        problem: "its header has an entry that is not valid",
      });
    }
    const length = bytes.readUInt32LE(at + 1);
    const rawLength = compressed ? bytes.readUInt32LE(at + 5) : 0;
    const id = bytes.subarray(at + size - 32, at + size);
    blobs.push({ type: (kind & 1) === 1 ? TREE : DATA, id, length, rawLength, offset });
    offset += length;
    at += size;
  }
  return blobs;
}

/** How large a pack with these blobs is on disk. */
export function packSize(
  blobs: Iterable<{ readonly length: number; readonly rawLength: number }>,
): number {
  let size = 32 + HEADER_TAIL_BYTES;
  for (const { length, rawLength } of blobs) {
    size += length + (rawLength > 0 ? COMPRESSED_ENTRY_BYTES : PLAIN_ENTRY_BYTES);
  }
  return size;
}
