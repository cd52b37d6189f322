import { isGoPrintable } from "./go-printable.ts";
import { mapUtf8 } from "./utf8.ts";

/** Printable ASCII without `"` and `\`: nearly every file name, and nothing to do. */
const plainAscii = /^[ !#-[\]-~]*$/;

const shortEscapes = new Map([
  [0x07, "\\a"],
  [0x08, "\\b"],
  [0x09, "\\t"],
  [0x0a, "\\n"],
  [0x0b, "\\v"],
  [0x0c, "\\f"],
  [0x0d, "\\r"],
  [0x22, '\\"'],
  [0x5c, "\\\\"],
]);

/**
 * What stands between the quotes of Go's `strconv.Quote`: how restic keeps any file name, even one that
 * is not UTF-8, inside JSON. A string must be well-formed; bytes may be anything.
 */
export function goQuote(value: string | Uint8Array): string {
  return typeof value === "string" ? quoteText(value) : mapUtf8(value, quoteText, quoteByte);
}

function quoteText(text: string): string {
  if (plainAscii.test(text)) return text;
  let result = "";
  for (const character of text) result += quoteCharacter(character);
  return result;
}

function quoteCharacter(character: string): string {
  const codePoint = character.codePointAt(0)!;
  const short = shortEscapes.get(codePoint);
  if (short !== undefined) return short;
  if (isGoPrintable(codePoint)) return character;
  if (codePoint < 0x80) return quoteByte(codePoint);
  return codePoint < 0x10000 ? `\\u${hex(codePoint, 4)}` : `\\U${hex(codePoint, 8)}`;
}

function quoteByte(byte: number): string {
  return `\\x${hex(byte, 2)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

const escapePattern =
  /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([abfnrtv\\"]))|[\\"\n]/g;

const shortEscapeBytes = new Map([...shortEscapes].map(([byte, text]) => [text[1], byte]));

/**
 * The inverse: the bytes that `strconv.Unquote` gives for a double-quoted Go string with this inside.
 * Returns undefined where Go reports a syntax error.
 */
export function goUnquote(text: string): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const match of text.matchAll(escapePattern)) {
    const bytes = unescapeOne(match);
    if (bytes === undefined) return undefined;
    if (match.index > end) parts.push(Buffer.from(text.slice(end, match.index)));
    parts.push(bytes);
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push(Buffer.from(text.slice(end)));
  return Buffer.concat(parts);
}

function unescapeOne(match: RegExpExecArray): Uint8Array | undefined {
  const [, byteHex, shortHex, longHex, octal, letter] = match;
  if (letter !== undefined) return Uint8Array.of(shortEscapeBytes.get(letter)!);
  if (byteHex !== undefined) return Uint8Array.of(Number.parseInt(byteHex, 16));
  if (octal !== undefined) return oneByte(Number.parseInt(octal, 8));
  const codePointHex = shortHex ?? longHex;
  // Without a group the match is a lone backslash, a quote or a newline, which Go refuses.
  return codePointHex === undefined ? undefined : encodeRune(Number.parseInt(codePointHex, 16));
}

function oneByte(value: number): Uint8Array | undefined {
  return value > 0xff ? undefined : Uint8Array.of(value);
}

function encodeRune(codePoint: number): Uint8Array | undefined {
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  if (codePoint > 0x10ffff || isSurrogate) return undefined;
  return Buffer.from(String.fromCodePoint(codePoint));
}
