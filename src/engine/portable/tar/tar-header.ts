import { blockBytes, checksumOf, paddingBytes } from "./tar-block.ts";

/** What is written to a tar: a file when nothing else is said. */
export interface TarFile {
  /** Bytes for a name that is not UTF-8. */
  readonly path: string | Uint8Array;
  readonly kind?: "file" | "folder" | "symlink";
  /** Of a link: what it says, as it says it. */
  readonly linkTarget?: string | Uint8Array;
  /** Bytes of content; zero for what has none. */
  readonly size: number;
  readonly modifiedMs: number;
  /** Rights: the lower twelve bits. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly user?: string;
  readonly group?: string;
  /** Further pax records: extended attributes and the like. */
  readonly records?: ReadonlyMap<string, Uint8Array>;
}

const defaultMode = 0o600;
const typeFlags = { file: "0", symlink: "2", folder: "5" } as const;
const nameBytes = 100;
const prefixBytes = 155;
const ownerBytes = 32;
/** In octal digits: one more byte ends each field. */
const shortDigits = 7;
const longDigits = 11;

/**
 * The blocks in front of a file's content: ustar (POSIX.1-1988), with a pax header (POSIX.1-2001) before it for what ustar cannot
 * hold. GNU tar, bsdtar and Python read both; byte for byte it is what Go's archive/tar writes, and so restic.
 */
export function tarHeader(file: TarFile): Uint8Array {
  const { size, kind = "file", mode = defaultMode, uid = 0, gid = 0 } = file;
  const name = bytesOf(file.path);
  const fields: Fields = {
    name: kind === "folder" ? Buffer.concat([name, Buffer.from("/")]) : name,
    link: bytesOf(file.linkTarget ?? ""),
    ...{ type: typeFlags[kind], mode: mode & 0o7777, uid, gid, size },
    mtime: Math.floor(file.modifiedMs / 1000),
    user: bytesOf(file.user ?? ""),
    group: bytesOf(file.group ?? ""),
  };
  const split = splitName(fields.name);
  const records = paxRecordsOf(fields, split !== undefined);
  for (const [key, value] of file.records ?? []) records.set(key, value);
  if (records.size === 0) {
    const [prefix, rest] = split ?? [Buffer.alloc(0), fields.name];
    return headerBlock({ ...fields, name: rest }, prefix);
  }
  const sorted = [...records].sort(([a], [b]) => (a < b ? -1 : 1));
  const body = Buffer.concat(sorted.map(([key, value]) => paxRecord(key, value)));
  const before = paxBlock(fields.name, body.length);
  const padding = Buffer.alloc(paddingBytes(body.length));
  // What does not fit is told by the pax header; this is what old programs show.
  const plain = { name: asciiOf(fields.name), link: asciiOf(fields.link) };
  const owner = { user: asciiOf(fields.user), group: asciiOf(fields.group) };
  return Buffer.concat([before, body, padding, headerBlock({ ...fields, ...plain, ...owner })]);
}

/** What ends a tar: two empty blocks. */
export function tarEnd(): Uint8Array {
  return Buffer.alloc(2 * blockBytes);
}

interface Fields {
  readonly name: Buffer;
  readonly link: Buffer;
  readonly type: "0" | "2" | "5" | "x";
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  readonly user: Buffer;
  readonly group: Buffer;
}

/** What ustar has no room for. */
function paxRecordsOf(fields: Fields, isSplit: boolean): Map<string, Uint8Array> {
  const { name, link, user, group, size, mtime, uid, gid } = fields;
  const records = new Map<string, Uint8Array>();
  if (!fitsText(name, nameBytes) && !isSplit) records.set("path", name);
  if (!fitsText(link, nameBytes)) records.set("linkpath", link);
  if (!fitsText(user, ownerBytes)) records.set("uname", user);
  if (!fitsText(group, ownerBytes)) records.set("gname", group);
  const numbers = { size, mtime } as const;
  for (const [key, value] of Object.entries(numbers)) {
    if (!fitsOctal(value, longDigits)) records.set(key, Buffer.from(String(value)));
  }
  for (const [key, value] of Object.entries({ uid, gid })) {
    if (!fitsOctal(value, shortDigits)) records.set(key, Buffer.from(String(value)));
  }
  return records;
}

function headerBlock(fields: Fields, prefix: Uint8Array = Buffer.alloc(0)): Buffer {
  const block = Buffer.alloc(blockBytes);
  writeText(block, fields.name, 0, nameBytes);
  writeOctal(block, fields.mode, 100, shortDigits);
  writeOctal(block, fields.uid, 108, shortDigits);
  writeOctal(block, fields.gid, 116, shortDigits);
  writeOctal(block, fields.size, 124, longDigits);
  writeOctal(block, fields.mtime, 136, longDigits);
  block.write(fields.type, 156);
  writeText(block, fields.link, 157, nameBytes);
  writeText(block, fields.user, 265, ownerBytes);
  writeText(block, fields.group, 297, ownerBytes);
  writeOctal(block, 0, 329, shortDigits);
  writeOctal(block, 0, 337, shortDigits);
  block.set(prefix, 345);
  return finished(block);
}

/** The block in front of pax records; its name only matters to programs that do not know them. */
function paxBlock(name: Buffer, size: number): Buffer {
  const slash = name.lastIndexOf("/") + 1;
  const parts = [name.subarray(0, slash), Buffer.from("PaxHeaders.0")];
  if (slash < name.length) parts.push(Buffer.from("/"), name.subarray(slash));
  const block = Buffer.alloc(blockBytes);
  const shown = asciiOf(Buffer.concat(parts)).subarray(0, nameBytes);
  block.set(withoutSlashes(shown), 0);
  for (const at of [100, 108, 116]) writeOctal(block, 0, at, shortDigits);
  writeOctal(block, size, 124, longDigits);
  writeOctal(block, 0, 136, longDigits);
  block.write("x", 156);
  return finished(block);
}

function finished(block: Buffer): Buffer {
  block.write("ustar\x0000", 257);
  block.write(`${checksumOf(block).toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** ustar's two fields for a long name, cut at the last slash that allows it; undefined where one field does, or neither. */
function splitName(name: Buffer): [prefix: Buffer, rest: Buffer] | undefined {
  if (name.length <= nameBytes || !isAscii(name)) return undefined;
  const isFolder = name.at(-1) === 0x2f;
  const end = Math.min(name.length - (isFolder ? 1 : 0), prefixBytes + 1);
  const slash = name.subarray(0, end).lastIndexOf("/");
  const rest = name.length - slash - 1;
  if (slash <= 0 || slash > prefixBytes || rest > nameBytes || rest === 0) return undefined;
  return [name.subarray(0, slash), name.subarray(slash + 1)];
}

/** Cut where it is too long; readers take a name that ends with a slash for a folder's. */
function writeText(block: Buffer, text: Buffer, at: number, length: number): void {
  const cut = text.subarray(0, length);
  const isCutAtSlash = text.length > length && cut.at(-1) === 0x2f;
  block.set(isCutAtSlash ? withoutSlashes(cut) : cut, at);
}

function withoutSlashes(text: Buffer): Buffer {
  let end = text.length;
  while (end > 0 && text[end - 1] === 0x2f) end -= 1;
  return text.subarray(0, end);
}

function writeOctal(block: Buffer, value: number, at: number, digits: number): void {
  block.write(
    (fitsOctal(value, digits) ? value : 0).toString(8).padStart(digits, "0"),
    at,
    "latin1",
  );
}

function fitsOctal(value: number, digits: number): boolean {
  return value >= 0 && value < 8 ** digits;
}

function fitsText(text: Buffer, length: number): boolean {
  return text.length <= length && isAscii(text);
}

function isAscii(text: Buffer): boolean {
  return text.every((byte) => byte > 0 && byte < 0x80);
}

function asciiOf(text: Buffer): Buffer {
  return isAscii(text) ? text : Buffer.from(text.filter((byte) => byte > 0 && byte < 0x80));
}

function bytesOf(text: string | Uint8Array): Buffer {
  return typeof text === "string"
    ? Buffer.from(text)
    : Buffer.from(text.buffer, text.byteOffset, text.byteLength);
}

/** `<length> <key>=<value>\n`, where the length counts itself. */
function paxRecord(key: string, value: Uint8Array): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from("\n")]);
  let length = rest.length + String(rest.length).length;
  if (rest.length + String(length).length !== length) length += 1;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}
