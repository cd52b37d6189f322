import { escapeText } from "./escape-text.ts";

/**
 * A word as it must be typed in a POSIX shell. Text that could fool a terminal is written with
 * `$'…'`, which bash, zsh and newer sh understand.
 */
export function shellQuote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) {
    return word;
  }
  const escaped = escapeText(word.replaceAll("\\", "\\\\").replaceAll("'", "\\'"));
  const harmless = escapeText(word) === word;
  return harmless ? `'${word.replaceAll("'", `'\\''`)}'` : `$'${escaped}'`;
}
