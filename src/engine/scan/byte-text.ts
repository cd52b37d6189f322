/**
 * A path as text with one character per byte (Latin-1). Names on disk are bytes and need not be
 * UTF-8; in this form every name has one exact representation, comparing two of them is the byte
 * order that trees are sorted in, and V8 stores them with one byte per character.
 */
export type ByteText = string & { readonly brand: "ByteText" };

/**
 * Text, or the bytes of it. In text, a lone surrogate U+DC80 to U+DCFF stands for the byte 0x80 to
 * 0xFF that was not UTF-8 (Python's "surrogateescape"), so that text can carry any name too.
 */
export type PathLike = string | Uint8Array;

/** Keeps the compiler from letting a `ByteText` be encoded a second time. */
export type NotEncoded<Path extends PathLike> = Path extends ByteText ? never : Path;

const asciiOnly = /^[\0-\x7f]*$/;
const escapeBase = 0xdc00;

function isAscii(text: string): boolean {
  return asciiOnly.test(text);
}

export function toByteText<Path extends PathLike>(path: Path & NotEncoded<Path>): ByteText;
export function toByteText(path: PathLike): ByteText {
  if (typeof path !== "string") {
    return Buffer.from(path.buffer, path.byteOffset, path.byteLength).toString(
      "latin1",
    ) as ByteText;
  }
  if (isAscii(path)) return path as ByteText;
  if (path.isWellFormed()) return Buffer.from(path, "utf8").toString("latin1") as ByteText;
  let bytes = "";
  for (const character of path) {
    const code = character.codePointAt(0) ?? 0;
    const isEscape = code >= escapeBase + 0x80 && code <= escapeBase + 0xff;
    bytes += isEscape
      ? String.fromCharCode(code - escapeBase)
      : Buffer.from(character, "utf8").toString("latin1");
  }
  return bytes as ByteText;
}

/** The bytes in an array that owns its memory, so that posting it copies nothing else. */
export function bytesOf(text: ByteText): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** The path for a call of `node:fs`; to be used at once, as small buffers share their memory. */
export function pathBuffer(path: ByteText): Buffer {
  return Buffer.from(path, "latin1");
}

/** The same as ordinary text; bytes that are not UTF-8 become lone surrogates, see {@link PathLike}. */
export function textOf(bytes: ByteText): string {
  if (isAscii(bytes)) return bytes;
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const rune = decodeRune(bytes, at);
    const code = runeCode(rune);
    const width = runeWidth(rune);
    const isInvalid = code === 0xfffd && width === 1;
    text += String.fromCodePoint(isInvalid ? escapeBase + bytes.charCodeAt(at) : code);
    at += width;
  }
  return text;
}

/** For messages: bytes that are not UTF-8 are shown as `\xNN`. */
export function displayOf(bytes: ByteText): string {
  const text = textOf(bytes);
  if (text.isWellFormed()) return text;
  // With the u flag only lone surrogates match, never half of a pair.
  return text.replace(
    /[\udc80-\udcff]/gu,
    (escape) => `\\x${(escape.charCodeAt(0) - escapeBase).toString(16)}`,
  );
}

/** Lower case by code point, as Go's `strings.ToLower` does; bytes that are not UTF-8 stay. */
export function lowerCase(bytes: ByteText): ByteText {
  if (isAscii(bytes)) return bytes.toLowerCase() as ByteText;
  let lower = "";
  for (const character of textOf(bytes)) {
    // The one letter whose full mapping (i and a combining dot) differs from Go's simple one.
    lower += character === "\u0130" ? "i" : character.toLowerCase();
  }
  return toByteText(lower);
}

/**
 * One UTF-8 sequence at `at`, packed: read it with `runeCode` and `runeWidth`. As in Go, whatever is
 * not well-formed is one byte wide and counts as U+FFFD.
 */
export function decodeRune(bytes: ByteText, at: number): number {
  const first = bytes.charCodeAt(at);
  if (first < 0x80) return (first << 3) | 1;
  const width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + width > bytes.length) return invalidRune;
  let code = first & (0xff >> (width + 1));
  for (let index = 1; index < width; index += 1) {
    const next = bytes.charCodeAt(at + index);
    if (next < 0x80 || next > 0xbf) return invalidRune;
    code = (code << 6) | (next & 0x3f);
  }
  const isOverlong = code < (width === 4 ? 0x10000 : width === 3 ? 0x800 : 0x80);
  if (isOverlong || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return invalidRune;
  return (code << 3) | width;
}

export function runeCode(rune: number): number {
  return rune >>> 3;
}

export function runeWidth(rune: number): number {
  return rune & 7;
}

const invalidRune = (0xfffd << 3) | 1;
