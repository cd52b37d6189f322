import { isUtf8 } from "node:buffer";
import { goQuote } from "../../foundation/go-quote.ts";

/**
 * The name of a file as the vault keeps it. A string when the bytes are UTF-8, which is nearly always;
 * the bytes themselves when they are not, and only then, so that every name has one representation.
 * Node's `fs` takes both.
 */
export type NodeName = string | Uint8Array;

/** A name from its raw bytes (`readdir` with `encoding: "buffer"`). */
export function nodeNameFromBytes(bytes: Uint8Array): NodeName {
  return isUtf8(bytes) ? asBuffer(bytes).toString("utf8") : bytes;
}

/** The raw bytes of a name. */
export function nodeNameBytes(name: NodeName): Uint8Array {
  return typeof name === "string" ? Buffer.from(name) : name;
}

/** A name as the key of a map. */
export function nodeNameKey(name: NodeName): string {
  return typeof name === "string" ? name : `\0${asBuffer(name).toString("latin1")}`;
}

/** A name for messages: bytes that are not UTF-8, quotes and what cannot be printed are escaped. */
export function displayNodeName(name: NodeName): string {
  return `"${goQuote(name)}"`;
}

/**
 * Orders names by their raw bytes, as the nodes of a tree are: negative when `a` comes first, 0 when they
 * are the same name.
 */
export function compareNodeNames(a: NodeName, b: NodeName): number {
  if (typeof a === "string" && typeof b === "string") return compareByCodePoint(a, b);
  return Buffer.compare(nodeNameBytes(a), nodeNameBytes(b));
}

const firstSurrogate = 0xd800;

/**
 * The order of UTF-8 is that of code points. UTF-16 has the same, except that surrogates (which stand for
 * code points past U+FFFF) are smaller than U+E000 to U+FFFF.
 */
function compareByCodePoint(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) {
      const bothHigh = left >= firstSurrogate && right >= firstSurrogate;
      return bothHigh ? rotateSurrogates(left) - rotateSurrogates(right) : left - right;
    }
  }
  return a.length - b.length;
}

/** Moves surrogates (0xD800 to 0xDFFF) behind the 0x2000 code units that follow them. */
function rotateSurrogates(codeUnit: number): number {
  return codeUnit >= 0xe000 ? codeUnit - 0x800 : codeUnit + 0x2000;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
