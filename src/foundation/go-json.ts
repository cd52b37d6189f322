import { mapUtf8 } from "./utf8.ts";

// oxlint-disable-next-line no-control-regex -- control characters are what JSON escapes
const needsEscape = /[\u0000-\u001f"\\<>&\u2028\u2029\ud800-\udfff]/;
const escapedByGoOnly = /[<>&\u2028\u2029]/g;

/**
 * A JSON string, with its quotes, as Go's `encoding/json` writes it since Go 1.22: like
 * `JSON.stringify`, and `<`, `>`, `&`, U+2028 and U+2029 escaped too. (Older Go, and so restic 0.14,
 * writes backspace and form feed as `\u0008` and `\u000c`; readers cannot tell.)
 */
export function goJsonString(value: string): string {
  return needsEscape.test(value) ? `"${escapeText(value)}"` : `"${value}"`;
}

/** The same for raw bytes: each byte that is not valid UTF-8 becomes `\ufffd`, as in Go. */
export function goJsonBytes(bytes: Uint8Array): string {
  return `"${mapUtf8(bytes, escapeText, escapeInvalid)}"`;
}

function escapeText(text: string): string {
  const quoted = JSON.stringify(text.toWellFormed());
  return quoted.slice(1, -1).replace(escapedByGoOnly, escapeCodeUnit);
}

function escapeCodeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function escapeInvalid(): string {
  return "\\ufffd";
}
