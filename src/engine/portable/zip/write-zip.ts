import { isUtf8 } from "node:buffer";
import { crc32, deflateRawSync } from "node:zlib";
import { parseGoTime } from "../../../foundation/go-time.ts";
import { deflated } from "../byte-streams.ts";
import {
  all32,
  descriptorSignature,
  end64Signature,
  endBytes,
  endSignature,
  localBytes,
  localSignature,
  locatorBytes,
  locatorSignature,
  recordBytes,
  recordSignature,
} from "./zip-format.ts";

/** What is written to a zip. */
export interface ZipFile {
  /** Bytes for a name that is not UTF-8. */
  readonly path: string | Uint8Array;
  readonly kind: "file" | "folder" | "symlink";
  /** Of a link: what it says, as it says it. */
  readonly linkTarget?: string | Uint8Array;
  /** Rights: the lower twelve bits. */
  readonly mode: number;
  /** RFC 3339; the hour shown is that of its own zone. */
  readonly modified: string;
  /** Bytes of content, which decides how it is compressed; the content's own length is what is written down. */
  readonly size: number;
  readonly content: () => AsyncIterable<Uint8Array>;
}

interface Written {
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

const typeBits = { file: 0o100000, folder: 0o040000, symlink: 0o120000 } as const;
const all16 = 0xffff;
const version = 20;
const version64 = 45;
const unixSystem = 3 << 8;
const sizesFollow = 0x8;
const nameIsUtf8 = 0x800;
const deflateMethod = 8;
/** What is smaller is compressed in one go: a stream for each of many small files takes longer than compressing them. */
const smallBytes = 64 << 10;

/**
 * The bytes of a zip (PKWARE's APPNOTE 6.3.10) as a stream: sizes stand behind a file's content, Unix's rights and links in the directory
 * at the end, zip64 where numbers do not fit. Of each entry only its record in that directory stays in memory.
 */
export async function* writeZip(files: AsyncIterable<ZipFile>): AsyncGenerator<Uint8Array> {
  const records: Buffer[] = [];
  let offset = 0;
  for await (const file of files) {
    const entry = prepared(file);
    const start = offset;
    const header = localHeader(entry);
    yield header;
    offset += header.length;
    let written = entry.known;
    if (written === undefined) {
      written = yield* content(file);
      const sizes = descriptor(written);
      yield sizes;
      offset += written.packed + sizes.length;
    } else {
      yield entry.body;
      offset += entry.body.length;
    }
    records.push(directoryRecord(entry, written, start));
  }
  for (const record of records) yield record;
  const length = records.reduce((sum, record) => sum + record.length, 0);
  yield endOf(records.length, length, offset);
}

interface Prepared {
  readonly file: ZipFile;
  readonly name: Buffer;
  /** What is behind the header of a folder or a link. */
  readonly body: Buffer;
  readonly known: Written | undefined;
  readonly flags: number;
  readonly method: number;
  readonly date: number;
  readonly time: number;
  readonly extra: Buffer;
}

function prepared(file: ZipFile): Prepared {
  const { kind, linkTarget = "", modified } = file;
  const path = bytesOf(file.path);
  const name = kind === "folder" ? Buffer.concat([path, Buffer.from("/")]) : path;
  const body = bytesOf(kind === "symlink" ? linkTarget : "");
  const isFile = kind === "file";
  const known = { crc: crc32(body), packed: body.length, size: body.length };
  return {
    ...{ file, name, body, known: isFile ? undefined : known },
    flags: (isFile ? sizesFollow : 0) | (needsUtf8(name) ? nameIsUtf8 : 0),
    method: isFile ? deflateMethod : 0,
    ...dosTime(modified),
    extra: unixTime(modified),
  };
}

function localHeader({ name, known, flags, method, date, time, extra }: Prepared): Buffer {
  const header = Buffer.alloc(localBytes);
  header.writeUInt32LE(localSignature, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt16LE(time, 10);
  header.writeUInt16LE(date, 12);
  header.writeUInt32LE(known?.crc ?? 0, 14);
  header.writeUInt32LE(known?.packed ?? 0, 18);
  header.writeUInt32LE(known?.size ?? 0, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

async function* content({ content: open, size }: ZipFile): AsyncGenerator<Uint8Array, Written> {
  const sums = { crc: 0, packed: 0, size: 0 };
  const summed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const part of open()) {
      sums.crc = crc32(part, sums.crc);
      sums.size += part.length;
      yield part;
    }
  };
  for await (const part of size > smallBytes ? deflated(summed()) : atOnce(summed())) {
    sums.packed += part.length;
    yield part;
  }
  return sums;
}

async function* atOnce(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const held: Uint8Array[] = [];
  for await (const part of parts) held.push(part);
  yield deflateRawSync(Buffer.concat(held));
}

function isLong({ packed, size }: Written): boolean {
  return packed >= all32 || size >= all32;
}

function descriptor(written: Written): Buffer {
  const long = isLong(written);
  const bytes = Buffer.alloc(long ? 24 : 16);
  bytes.writeUInt32LE(descriptorSignature, 0);
  bytes.writeUInt32LE(written.crc, 4);
  if (long) {
    bytes.writeBigUInt64LE(BigInt(written.packed), 8);
    bytes.writeBigUInt64LE(BigInt(written.size), 16);
  } else {
    bytes.writeUInt32LE(written.packed, 8);
    bytes.writeUInt32LE(written.size, 12);
  }
  return bytes;
}

function directoryRecord(entry: Prepared, written: Written, start: number): Buffer {
  const { file, name, flags, method, date, time } = entry;
  const isLongRecord = isLong(written) || start >= all32;
  const extra = isLongRecord ? Buffer.concat([entry.extra, long(written, start)]) : entry.extra;
  const record = Buffer.alloc(recordBytes);
  record.writeUInt32LE(recordSignature, 0);
  record.writeUInt16LE(unixSystem | (isLongRecord ? version64 : version), 4);
  record.writeUInt16LE(isLongRecord ? version64 : version, 6);
  record.writeUInt16LE(flags, 8);
  record.writeUInt16LE(method, 10);
  record.writeUInt16LE(time, 12);
  record.writeUInt16LE(date, 14);
  record.writeUInt32LE(written.crc, 16);
  record.writeUInt32LE(isLongRecord ? all32 : written.packed, 20);
  record.writeUInt32LE(isLongRecord ? all32 : written.size, 24);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt16LE(extra.length, 30);
  const isReadOnly = (file.mode & 0o200) === 0;
  record.writeUInt16LE((file.kind === "folder" ? 0x10 : 0) | (isReadOnly ? 0x01 : 0), 38);
  record.writeUInt16LE(typeBits[file.kind] | (file.mode & 0o7777), 40);
  record.writeUInt32LE(isLongRecord ? all32 : start, 42);
  return Buffer.concat([record, name, extra]);
}

/** zip64's field for one entry. */
function long({ packed, size }: Written, start: number): Buffer {
  const field = Buffer.alloc(28);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(24, 2);
  for (const [at, value] of [size, packed, start].entries()) {
    field.writeBigUInt64LE(BigInt(value), 4 + 8 * at);
  }
  return field;
}

function endOf(entries: number, length: number, offset: number): Buffer {
  const end = Buffer.alloc(endBytes);
  end.writeUInt32LE(endSignature, 0);
  for (const at of [8, 10]) end.writeUInt16LE(Math.min(entries, all16), at);
  end.writeUInt32LE(Math.min(length, all32), 12);
  end.writeUInt32LE(Math.min(offset, all32), 16);
  if (entries < all16 && length < all32 && offset < all32) return end;
  const long64 = Buffer.alloc(56);
  long64.writeUInt32LE(end64Signature, 0);
  long64.writeBigUInt64LE(44n, 4);
  for (const at of [12, 14]) long64.writeUInt16LE(version64, at);
  const numbers = [entries, entries, length, offset];
  for (const [at, value] of numbers.entries()) long64.writeBigUInt64LE(BigInt(value), 24 + 8 * at);
  const locator = Buffer.alloc(locatorBytes);
  locator.writeUInt32LE(locatorSignature, 0);
  locator.writeBigUInt64LE(BigInt(offset + length), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([long64, locator, end]);
}

/** ASCII that every code page has needs no word on its encoding, and what is no UTF-8 must not be called so. */
function needsUtf8(name: Buffer): boolean {
  return isUtf8(name) && name.some((byte) => byte < 0x20 || byte > 0x7d || byte === 0x5c);
}

/** MS-DOS's time, from 1980 to 2107: what is beyond becomes the nearest. */
function dosTime(modified: string): { readonly date: number; readonly time: number } {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = modified
    .split(/[-T:.Z+]/, 6)
    .map(Number);
  if (year < 1980) return { date: (1 << 5) | 1, time: 0 };
  if (year > 2107) return { date: (127 << 9) | (12 << 5) | 31, time: (23 << 11) | (59 << 5) | 29 };
  return {
    date: ((year - 1980) << 9) | (month << 5) | day,
    time: (hour << 11) | (minute << 5) | (second >> 1),
  };
}

/** Info-ZIP's extended timestamp, in seconds since 1970; none for a time that it cannot hold. */
function unixTime(modified: string): Buffer {
  const seconds = Math.floor(Number(parseGoTime(modified) ?? 0n) / 1e9);
  if (seconds < -(2 ** 31) || seconds > all32) return Buffer.alloc(0);
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x5455, 0);
  field.writeUInt16LE(5, 2);
  field.writeUInt8(1, 4);
  field.writeUInt32LE(seconds >>> 0, 5);
  return field;
}

function bytesOf(text: string | Uint8Array): Buffer {
  return typeof text === "string"
    ? Buffer.from(text)
    : Buffer.from(text.buffer, text.byteOffset, text.byteLength);
}
