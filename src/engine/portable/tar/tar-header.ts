import { blockBytes, checksumOf, paddingBytes } from "./tar-block.ts";

/** What is written to a tar: a file when nothing else is said. */
export interface TarFile {
  readonly path: string;
  readonly kind?: "file" | "folder" | "symlink";
  /** Of a link: what it says, as it says it. */
  readonly linkTarget?: string;
  /** Bytes of content; zero for what has none. */
  readonly size: number;
  readonly modifiedMs: number;
  /** Rights: the lower nine bits. */
  readonly mode?: number;
}

/** The largest number that 11 octal digits hold: 8 GiB less one byte, or the year 2242. */
const mostOctal = 8 ** 11 - 1;
const defaultMode = 0o600;
const typeFlags = { file: "0", symlink: "2", folder: "5" } as const;

/**
 * The blocks in front of a file's content: ustar (POSIX.1-1988), with a pax header (POSIX.1-2001) before it for a name or a size that
 * ustar cannot hold. GNU tar, bsdtar and Python read both.
 */
export function tarHeader(file: TarFile): Uint8Array {
  const { size, modifiedMs, kind = "file", linkTarget = "", mode = defaultMode } = file;
  const path = kind === "folder" ? `${file.path}/` : file.path;
  const mtime = Math.min(Math.max(0, Math.floor(modifiedMs / 1000)), mostOctal);
  const records: [key: string, value: string][] = [];
  if (splitName(path) === undefined) records.push(["path", path]);
  if (size > mostOctal) records.push(["size", String(size)]);
  if (!isPlain(linkTarget) || linkTarget.length > 100) records.push(["linkpath", linkTarget]);
  const type = typeFlags[kind];
  const fields = { mtime, mode, linkTarget };
  const base = ustarBlock({ path, type, size: Math.min(size, mostOctal), ...fields });
  if (records.length === 0) return base;
  const body = Buffer.concat(records.map(([key, value]) => paxRecord(key, value)));
  const before = ustarBlock({
    path: "PaxHeaders/entry",
    type: "x",
    size: body.length,
    ...fields,
    linkTarget: "",
  });
  return Buffer.concat([before, body, Buffer.alloc(paddingBytes(body.length)), base]);
}

/** What ends a tar: two empty blocks. */
export function tarEnd(): Uint8Array {
  return Buffer.alloc(2 * blockBytes);
}

interface UstarFields {
  readonly path: string;
  readonly type: "0" | "2" | "5" | "x";
  readonly size: number;
  readonly mtime: number;
  readonly mode: number;
  readonly linkTarget: string;
}

function ustarBlock({ path, type, size, mtime, mode, linkTarget }: UstarFields): Buffer {
  const block = Buffer.alloc(blockBytes);
  // A name that does not fit stands in the pax header; this is what old programs show.
  const [prefix, name] = splitName(path) ?? [Buffer.alloc(0), Buffer.from(path).subarray(0, 100)];
  name.copy(block, 0);
  block.write(octal(mode & 0o777, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(mtime, 11), 136);
  block.write(type, 156);
  Buffer.from(linkTarget).copy(block, 157, 0, 100);
  block.write("ustar\x0000", 257);
  prefix.copy(block, 345);
  block.write(`${octal(checksumOf(block), 6)}\0 `, 148);
  return block;
}

/** ustar's two fields for a name, cut at a slash; undefined when it does not fit or is not ASCII, which ustar leaves open. */
function splitName(path: string): [prefix: Buffer, name: Buffer] | undefined {
  if (path === "" || !isPlain(path)) return undefined;
  const bytes = Buffer.from(path);
  if (bytes.length <= 100) return [Buffer.alloc(0), bytes];
  const slash = path.indexOf("/", bytes.length - 101);
  if (slash <= 0 || slash > 155 || slash === path.length - 1) return undefined;
  return [bytes.subarray(0, slash), bytes.subarray(slash + 1)];
}

function isPlain(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /^[\x20-\x7e]*$/.test(text);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}

/** `<length> <key>=<value>\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`);
  let length = rest.length + String(rest.length).length;
  if (rest.length + String(length).length !== length) length += 1;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}
