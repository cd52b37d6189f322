import { decodeRune, runeCode, runeWidth, type ByteText } from "./byte-text.ts";

/** Tells whether one name (no `/` in it) matches. */
export type NameMatcher = (name: ByteText) => boolean;

/** `[a-z]`: `ranges` holds pairs of first and last code point. */
interface CharacterClass {
  readonly negated: boolean;
  readonly ranges: readonly number[];
}

/** A byte, any one character, or a class. */
type Item = number | "any" | CharacterClass;

/** What stands between two stars; `literal` when it holds nothing but bytes. */
interface Chunk {
  readonly afterStar: boolean;
  readonly items: readonly Item[];
  readonly literal: string | undefined;
}

const star = "*";

/** True when the text has a character with a meaning in a pattern. */
export function hasWildcard(pattern: string): boolean {
  return /[\\[\]*?]/.test(pattern);
}

/**
 * Compiles a name pattern with the meaning of Go's `filepath.Match` on Unix, which restic's patterns
 * are made of: `*` is any bytes, `?` one character, `[a-z]` and `[^a-z]` classes, `\` takes the next
 * character literally. `undefined` when the pattern is malformed.
 */
export function compileGlob(pattern: ByteText): NameMatcher | undefined {
  const chunks = parseChunks(pattern);
  if (chunks === undefined) return undefined;
  const [first, second, third] = chunks;
  // The shapes that nearly all patterns have need no general matching.
  if (first?.literal !== undefined && second === undefined) {
    const { literal, afterStar } = first;
    return afterStar ? (name) => name.endsWith(literal) : (name) => name === literal;
  }
  if (first?.literal !== undefined && second?.literal === "" && third === undefined) {
    const { literal, afterStar } = first;
    return afterStar ? (name) => name.includes(literal) : (name) => name.startsWith(literal);
  }
  return (name) => matchChunks(chunks, name);
}

function parseChunks(pattern: ByteText): Chunk[] | undefined {
  const chunks: Chunk[] = [];
  let at = 0;
  while (at < pattern.length) {
    const afterStar = pattern[at] === star;
    while (pattern[at] === star) at += 1;
    const items: Item[] = [];
    while (at < pattern.length && pattern[at] !== star) {
      const parsed = parseItem(pattern, at);
      if (parsed === undefined) return undefined;
      items.push(parsed.item);
      at = parsed.next;
    }
    const bytes = items.filter((item) => typeof item === "number");
    const literal = bytes.length === items.length ? String.fromCharCode(...bytes) : undefined;
    chunks.push({ afterStar, items, literal });
  }
  return chunks;
}

function parseItem(pattern: ByteText, at: number): { item: Item; next: number } | undefined {
  switch (pattern[at]) {
    case "[":
      return parseClass(pattern, at + 1);
    case "?":
      return { item: "any", next: at + 1 };
    case "\\":
      if (at + 1 === pattern.length) return undefined;
      return { item: pattern.charCodeAt(at + 1), next: at + 2 };
    default:
      return { item: pattern.charCodeAt(at), next: at + 1 };
  }
}

/** Parses after the `[`. A class holds at least one range, so a leading `]` is an error in Go. */
function parseClass(
  pattern: ByteText,
  start: number,
): { item: CharacterClass; next: number } | undefined {
  const negated = pattern[start] === "^";
  const ranges: number[] = [];
  let at = negated ? start + 1 : start;
  while (ranges.length === 0 || pattern[at] !== "]") {
    const first = parseClassCharacter(pattern, at);
    if (first === undefined) return undefined;
    const isRange = pattern[first.next] === "-";
    const last = isRange ? parseClassCharacter(pattern, first.next + 1) : first;
    if (last === undefined) return undefined;
    ranges.push(first.code, last.code);
    at = last.next;
  }
  return { item: { negated, ranges }, next: at + 1 };
}

function parseClassCharacter(
  pattern: ByteText,
  start: number,
): { code: number; next: number } | undefined {
  if (start >= pattern.length || pattern[start] === "-" || pattern[start] === "]") return undefined;
  const at = pattern[start] === "\\" ? start + 1 : start;
  if (at >= pattern.length) return undefined;
  const rune = decodeRune(pattern, at);
  const isInvalid = runeCode(rune) === 0xfffd && runeWidth(rune) === 1;
  return isInvalid ? undefined : { code: runeCode(rune), next: at + runeWidth(rune) };
}

/**
 * Takes the leftmost place for each chunk; only the last has to reach the end of the name. That is
 * enough because a star before the next chunk makes up for whatever was skipped.
 */
function matchChunks(chunks: readonly Chunk[], name: ByteText): boolean {
  let at = 0;
  for (const [index, chunk] of chunks.entries()) {
    const isLast = index === chunks.length - 1;
    if (isLast && chunk.afterStar && chunk.items.length === 0) return true;
    const lastStart = chunk.afterStar ? name.length : at;
    let end = -1;
    for (let start = at; start <= lastStart; start += 1) {
      end = matchChunk(chunk, name, start);
      if (end >= 0 && (!isLast || end === name.length)) break;
      end = -1;
    }
    if (end < 0) return false;
    at = end;
  }
  return at === name.length;
}

/** Where the match ends, or -1. */
function matchChunk(chunk: Chunk, name: ByteText, start: number): number {
  if (chunk.literal !== undefined) {
    return name.startsWith(chunk.literal, start) ? start + chunk.literal.length : -1;
  }
  let at = start;
  for (const item of chunk.items) {
    if (at >= name.length) return -1;
    if (typeof item === "number") {
      if (name.charCodeAt(at) !== item) return -1;
      at += 1;
      continue;
    }
    const rune = decodeRune(name, at);
    if (item !== "any" && isInClass(item, runeCode(rune)) === item.negated) return -1;
    at += runeWidth(rune);
  }
  return at;
}

function isInClass({ ranges }: CharacterClass, code: number): boolean {
  for (let index = 0; index < ranges.length; index += 2) {
    if (code >= (ranges[index] ?? 0) && code <= (ranges[index + 1] ?? 0)) return true;
  }
  return false;
}
