import { checksumOf } from "./tar-block.ts";

/** What an entry is, by its type flag. */
export type TarKind =
  | "file"
  | "folder"
  | "symlink"
  | "hardlink"
  | "device"
  | "fifo"
  | "sparse"
  | "pax"
  | "pax-global"
  | "long-name"
  | "long-link"
  | "unknown";

export interface TarHeader {
  readonly path: string;
  readonly kind: TarKind;
  /** Bytes of content behind the header. */
  readonly size: number;
  readonly modifiedMs: number;
  /** The lower nine bits: never setuid or the like. */
  readonly mode: number;
  readonly linkTarget: string;
}

const kinds: Readonly<Record<string, TarKind>> = {
  ...{ "\0": "file", "0": "file", "7": "file", "1": "hardlink", "2": "symlink" },
  ...{ "3": "device", "4": "device", "5": "folder", "6": "fifo", S: "sparse" },
  ...{ x: "pax", g: "pax-global", L: "long-name", K: "long-link" },
};

/** True for the empty blocks at the end. */
export function isEmptyBlock(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/** Reads one header block: ustar, GNU's and the older kind. Throws an Error that says what is wrong. */
export function parseTarHeader(block: Uint8Array): TarHeader {
  if (numberAt(block, 148, 8) !== checksumOf(block)) throw new Error("a header is damaged");
  const magic = latin(block, 257, 8);
  const flag = latin(block, 156, 1);
  const prefix = magic.startsWith("ustar\0") ? textAt(block, 345, 155) : "";
  const name = textAt(block, 0, 100);
  const path = prefix === "" ? name : `${prefix}/${name}`;
  const kind = kinds[flag] ?? "unknown";
  const size = numberAt(block, 124, 12);
  return {
    path,
    kind,
    // Hard links may carry the size of what they lead to, with no content behind them.
    size: ["hardlink", "symlink", "folder", "device", "fifo"].includes(kind) ? 0 : size,
    modifiedMs: numberAt(block, 136, 12) * 1000,
    mode: numberAt(block, 100, 8) & 0o777,
    linkTarget: textAt(block, 157, 100),
  };
}

const knownRecords = new Set(["path", "linkpath", "size", "mtime"]);
/** Stands for all records that describe a sparse file. */
export const sparseRecord = "GNU.sparse";

/** Reads those pax records that matter here. Throws an Error when they are none. */
export function parsePax(bytes: Uint8Array): Map<string, string> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records = new Map<string, string>();
  for (let at = 0; at < buffer.length;) {
    const space = buffer.indexOf(0x20, at);
    const length = Number(buffer.toString("latin1", at, Math.max(space, at)));
    const end = at + length;
    const isWhole = space > at && Number.isSafeInteger(length) && end <= buffer.length;
    if (!isWhole || end <= space + 1 || buffer[end - 1] !== 0x0a) {
      throw new Error("a pax header is damaged");
    }
    const record = strictText(buffer.subarray(space + 1, end - 1));
    const equals = record.indexOf("=");
    if (equals < 1) throw new Error("a pax header is damaged");
    const key = record.slice(0, equals);
    if (knownRecords.has(key)) records.set(key, record.slice(equals + 1));
    if (key.startsWith(`${sparseRecord}.`)) records.set(sparseRecord, "");
    at = end;
  }
  return records;
}

/** Text up to its first zero byte. */
export function zeroEnded(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return strictText(end === -1 ? bytes : bytes.subarray(0, end));
}

function textAt(block: Uint8Array, start: number, length: number): string {
  return zeroEnded(block.subarray(start, start + length));
}

/** A name that cannot be kept as it is must not become another one. */
function strictText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error("a name is not UTF-8");
  }
}

function latin(block: Uint8Array, start: number, length: number): string {
  return Buffer.from(block.subarray(start, start + length)).toString("latin1");
}

/** Octal digits, or GNU's base 256 (two's complement) for what they cannot hold. */
function numberAt(block: Uint8Array, start: number, length: number): number {
  const field = block.subarray(start, start + length);
  if ((field[0]! & 0x80) !== 0) {
    let value = field[0]! & 0x40 ? -1n : 0n;
    value = (value << 6n) | BigInt(field[0]! & 0x3f);
    for (const byte of field.subarray(1)) value = (value << 8n) | BigInt(byte);
    if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < -BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new Error("a number in a header is too large");
    }
    return Number(value);
  }
  const digits = latin(block, start, length).replace(/\0.*$/s, "").trim();
  if (digits === "") return 0;
  if (!/^[0-7]+$/.test(digits)) throw new Error("a number in a header is damaged");
  return Number.parseInt(digits, 8);
}
