import { ResteraError } from "../../foundation/errors.ts";
import { type BlobType, DATA, TREE } from "../blob-type.ts";
import { SEAL_BYTES } from "../crypto/sealer.ts";

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
/** What one blob takes at most. */
export const LARGEST_ENTRY_BYTES = COMPRESSED_ENTRY_BYTES;
const COMPRESSED_FLAG = 2;
/** Sealing adds 32 bytes to the header; its length follows in 4. */
export const HEADER_TAIL_BYTES = 4;

/**
 * restic reads headers of up to 16 MiB, sealed and with their length. An eighth of that is 51,000 blobs: packs of tiny
 * ones end early, so that noting one in the index takes little memory.
 */
const MAX_HEADER_BYTES = 2 << 20;
const FIRST_ROOM_BYTES = 16_384;

/** A pack's header text while the pack grows (restic's "Pack Format"): type, length, [raw length], id of every blob. */
export class PackHeaderText {
  private buffer = Buffer.allocUnsafeSlow(FIRST_ROOM_BYTES);
  private length = 0;
  private blobs = 0;

  /** How many blobs it lists. */
  get count(): number {
    return this.blobs;
  }

  /** Begins anew, for the next pack. */
  clear(): void {
    this.length = 0;
    this.blobs = 0;
  }

  /** A copy of its own. */
  copy(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.buffer.subarray(0, this.length));
  }

  /** True when it has room for so many more bytes. */
  fits(byteLength: number): boolean {
    return this.length + byteLength + SEAL_BYTES + HEADER_TAIL_BYTES <= MAX_HEADER_BYTES;
  }

  add({ type, id, length, rawLength }: PackedBlob): void {
    this.reserve(COMPRESSED_ENTRY_BYTES);
    const { buffer } = this;
    let at = buffer.writeUInt8(rawLength > 0 ? type | COMPRESSED_FLAG : type, this.length);
    at = buffer.writeUInt32LE(length, at);
    if (rawLength > 0) at = buffer.writeUInt32LE(rawLength, at);
    buffer.set(id, at);
    this.length = at + 32;
    this.blobs++;
  }

  /** Adds what another pack's header says. */
  append(text: Uint8Array, blobs: number): void {
    this.reserve(text.length);
    this.buffer.set(text, this.length);
    this.length += text.length;
    this.blobs += blobs;
  }

  private reserve(byteLength: number): void {
    const wanted = this.length + byteLength;
    if (wanted <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(wanted, this.buffer.length * 2));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}

/** The header text of these blobs. */
export function encodePackHeader(blobs: readonly PackedBlob[]): Buffer {
  const header = new PackHeaderText();
  for (const blob of blobs) header.add(blob);
  return Buffer.from(header.copy().buffer);
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

/** What the first blob of a header text is. */
export function firstType(text: Uint8Array): BlobType {
  return (text[0]! & 1) === 1 ? TREE : DATA;
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
  return blobsOfTable(decodePackTable(text, object));
}

/** A header's columns as a list. */
export function blobsOfTable(table: PackTable): HeaderBlob[] {
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
