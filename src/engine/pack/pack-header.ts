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

/** A pack's header as columns: a pack of small blobs has hundreds of thousands of them. */
export class PackTable {
  readonly count: number;
  readonly types: Uint8Array;
  /** One more than there are blobs: the last is where the header begins. */
  readonly offsets: Float64Array;
  readonly lengths: Uint32Array;
  /** 0 when stored uncompressed. */
  readonly rawLengths: Uint32Array;
  private readonly ids: Buffer;

  constructor(count: number) {
    this.count = count;
    this.types = new Uint8Array(count);
    this.offsets = new Float64Array(count + 1);
    this.lengths = new Uint32Array(count);
    this.rawLengths = new Uint32Array(count);
    this.ids = Buffer.allocUnsafeSlow(count * 32);
  }

  id(blob: number): Buffer {
    return this.ids.subarray(blob * 32, blob * 32 + 32);
  }

  hasId(blob: number, id: Uint8Array): boolean {
    return this.ids.compare(id, 0, 32, blob * 32, blob * 32 + 32) === 0;
  }

  hexId(blob: number): string {
    return this.ids.toString("hex", blob * 32, blob * 32 + 32);
  }
}

/** Reads a header text; throws `damaged` when an entry is cut off or of an unknown type. */
export function decodePackTable(text: Uint8Array, object: string): PackTable {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.length);
  const table = new PackTable(countEntries(bytes, object));
  for (let i = 0, at = 0; i < table.count; i++) {
    const kind = bytes[at]!;
    const compressed = (kind & COMPRESSED_FLAG) !== 0;
    const size = compressed ? COMPRESSED_ENTRY_BYTES : PLAIN_ENTRY_BYTES;
    const length = bytes.readUInt32LE(at + 1);
    table.types[i] = (kind & 1) === 1 ? TREE : DATA;
    table.lengths[i] = length;
    if (compressed) table.rawLengths[i] = bytes.readUInt32LE(at + 5);
    table.offsets[i + 1] = table.offsets[i]! + length;
    bytes.copy(table.id(i), 0, at + size - 32, at + size);
    at += size;
  }
  return table;
}

function countEntries(bytes: Buffer, object: string): number {
  let count = 0;
  for (let at = 0; at < bytes.length; count++) {
    const kind = bytes[at]!;
    at += (kind & COMPRESSED_FLAG) !== 0 ? COMPRESSED_ENTRY_BYTES : PLAIN_ENTRY_BYTES;
    if (kind > 3 || at > bytes.length) {
      throw new ResteraError("damaged", {
        object,
        problem: "its header has an entry that is not valid",
      });
    }
  }
  return count;
}

/** The same as a list. Throws as `decodePackTable`. */
export function decodePackHeader(text: Uint8Array, object: string): HeaderBlob[] {
  const table = decodePackTable(text, object);
  return Array.from({ length: table.count }, (_, i) => ({
    type: table.types[i] === TREE ? TREE : DATA,
    id: table.id(i),
    length: table.lengths[i]!,
    rawLength: table.rawLengths[i]!,
    offset: table.offsets[i]!,
  }));
}

/** How large a pack with these blobs is on disk. */
export function packSize(
  blobs: Iterable<{ readonly length: number; readonly rawLength: number }>,
): number {
  let size = 32 + HEADER_TAIL_BYTES;
  for (const { length, rawLength } of blobs) size += packedSize(length, rawLength);
  return size;
}

/** What one blob adds to a pack: its sealed bytes and its entry in the header. */
export function packedSize(length: number, rawLength: number): number {
  return length + (rawLength > 0 ? COMPRESSED_ENTRY_BYTES : PLAIN_ENTRY_BYTES);
}
