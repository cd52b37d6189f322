import {
  all32,
  end64Signature,
  endBytes,
  endSignature,
  locatorBytes,
  locatorSignature,
  recordBytes,
  recordSignature,
} from "./zip-format.ts";
import type { FileHandle } from "node:fs/promises";

/** An entry of a zip, as its directory has it. */
export interface ZipRecord {
  readonly path: string;
  readonly kind: "file" | "folder" | "symlink" | "device";
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly modifiedMs: number;
  /** Permission bits. */
  readonly mode: number;
  /** Of its local header. */
  readonly offset: number;
}

const mostCommentBytes = 65_535;
const mostDirectoryBytes = 256 << 20;

/** Reads the directory at the end of a zip, zip64 included. Throws an Error that says what is wrong with it. */
export async function readDirectory(file: FileHandle): Promise<ZipRecord[]> {
  const { size } = await file.stat();
  const { offset, length, entries } = await findDirectory(file, size);
  if (length > mostDirectoryBytes) throw new Error("its directory is too long");
  if (offset + length > size) throw new Error("its end is missing");
  const directory = await readAll(file, offset, length);
  const records: ZipRecord[] = [];
  let at = 0;
  while (at + recordBytes <= directory.length && records.length < entries) {
    if (directory.readUInt32LE(at) !== recordSignature) throw new Error("its directory is damaged");
    const names = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const next = at + recordBytes + names.reduce((sum, each) => sum + each, 0);
    if (next > directory.length) throw new Error("its directory is damaged");
    records.push(parseRecord(directory.subarray(at, next), size));
    at = next;
  }
  if (records.length !== entries) throw new Error("its directory is damaged");
  return records;
}

async function findDirectory(file: FileHandle, size: number) {
  const tailBytes = Math.min(size, endBytes + mostCommentBytes);
  const tail = await readAll(file, size - tailBytes, tailBytes);
  let at = tail.length - endBytes;
  while (at >= 0 && tail.readUInt32LE(at) !== endSignature) at -= 1;
  if (at < 0) throw new Error("its end is missing");
  const end = {
    entries: tail.readUInt16LE(at + 10),
    length: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
  };
  const locator = at - locatorBytes;
  const isLong = end.entries === 0xffff || end.length === all32 || end.offset === all32;
  if (!isLong || locator < 0 || tail.readUInt32LE(locator) !== locatorSignature) return end;
  const long = await readAll(file, numberAt(tail, locator + 8), 56);
  if (long.readUInt32LE(0) !== end64Signature) throw new Error("its directory is damaged");
  return { entries: numberAt(long, 32), length: numberAt(long, 40), offset: numberAt(long, 48) };
}

function parseRecord(record: Buffer, fileBytes: number): ZipRecord {
  const [nameLength, extraLength] = [record.readUInt16LE(28), record.readUInt16LE(30)];
  const name = record.subarray(recordBytes, recordBytes + nameLength);
  const extra = record.subarray(recordBytes + nameLength, recordBytes + nameLength + extraLength);
  const extras = extrasOf(extra);
  const fields = {
    size: record.readUInt32LE(24),
    packedSize: record.readUInt32LE(20),
    offset: record.readUInt32LE(42),
  };
  const long = extras.get(1);
  let at = 0;
  for (const field of ["size", "packedSize", "offset"] as const) {
    if (fields[field] !== all32 || long === undefined) continue;
    if (at + 8 > long.length) throw new Error("its directory is damaged");
    fields[field] = numberAt(long, at);
    at += 8;
  }
  if (fields.offset > fileBytes || fields.packedSize > fileBytes) {
    throw new Error("its directory is damaged");
  }
  const host = record.readUInt8(5);
  // Made on Windows by programs that do not know better.
  const path = host === 0 ? textOf(name).replaceAll("\\", "/") : textOf(name);
  return {
    ...{ path, ...kindOf(path, host, record.readUInt32LE(38)), ...fields },
    method: record.readUInt16LE(10),
    isEncrypted: (record.readUInt16LE(8) & 1) === 1,
    crc: record.readUInt32LE(16),
    modifiedMs: timeOf(extras.get(0x5455), record.readUInt16LE(12), record.readUInt16LE(14)),
  };
}

function kindOf(path: string, host: number, attributes: number): Pick<ZipRecord, "kind" | "mode"> {
  const isFolder = path.endsWith("/");
  const bits = attributes >>> 16;
  const usual = isFolder ? 0o755 : 0o644;
  const isUnix = (host === 3 || host === 19) && bits !== 0;
  if (!isUnix) return { kind: isFolder ? "folder" : "file", mode: usual };
  const kinds: Readonly<Record<number, ZipRecord["kind"]>> = {
    ...{ 0: isFolder ? "folder" : "file", 0o100000: "file", 0o040000: "folder" },
    0o120000: "symlink",
  };
  return { kind: kinds[bits & 0o170000] ?? "device", mode: bits & 0o777 || usual };
}

/** Local time in two seconds' steps, or better the extended one. */
function timeOf(extended: Buffer | undefined, time: number, date: number): number {
  if (extended !== undefined && extended.length >= 5 && (extended[0]! & 1) === 1) {
    return extended.readInt32LE(1) * 1000;
  }
  const [year, month, day] = [1980 + (date >> 9), ((date >> 5) & 15) - 1, date & 31];
  return new Date(year, month, day, time >> 11, (time >> 5) & 63, (time & 31) * 2).getTime();
}

function extrasOf(extra: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    found.set(extra.readUInt16LE(at), extra.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return found;
}

/** UTF-8, as nearly everybody has it whatever the flag says. */
function textOf(name: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(name);
  } catch {
    return Buffer.from(name).toString("latin1");
  }
}

function numberAt(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Error("its directory is damaged");
  return Number(value);
}

async function readAll(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) throw new Error("its end is missing");
    done += bytesRead;
  }
  return buffer;
}
