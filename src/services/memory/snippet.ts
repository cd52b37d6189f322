import { foldLetters, roughStem } from "../../foundation/rough-stem.ts";
import type { SearchTerm } from "../../stores/database/memory-dialect.ts";

/** A part of a text with what was looked for: the places of the found words in it, in letters from its beginning. */
export interface Snippet {
  readonly text: string;
  readonly marks: readonly (readonly [start: number, end: number])[];
}

const width = 200;
/** Where no word is found later than here, the text's beginning is shown. */
const mostLookedAt = 100_000;

/**
 * The part of a text with the most of what was looked for. Words match as stems do (`running` and `runs`), a literal as it
 * stands.
 */
export function snippetOf(text: string, terms: readonly SearchTerm[], literal?: string): Snippet {
  const looked = text.slice(0, mostLookedAt);
  const found = literal === undefined ? placesOfWords(looked, terms) : placesOf(looked, literal);
  const first = bestStart(found);
  const start = beginOf(text, first);
  let end = start + width;
  if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), first + 1, start + width / 2);
  const [before, after] = [start > 0 ? "…" : "", end < text.length ? "…" : ""];
  const shift = before.length - start;
  return {
    text: before + text.slice(start, end).replace(/\s/g, " ").toWellFormed() + after,
    marks: found
      .filter((each) => each.start >= start && each.end <= end)
      .map((each) => [each.start + shift, each.end + shift] as const),
  };
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly stem: string;
}

function placesOfWords(text: string, terms: readonly SearchTerm[]): Place[] {
  const stems = new Set(terms.flat().map((word) => roughStem(foldLetters(word))));
  const found: Place[] = [];
  for (const match of text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    const stem = roughStem(foldLetters(match[0]));
    if (stems.has(stem))
      found.push({ start: match.index, end: match.index + match[0].length, stem });
  }
  return found;
}

function placesOf(text: string, literal: string): Place[] {
  const found: Place[] = [];
  for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + literal.length)) {
    found.push({ start: at, end: at + literal.length, stem: literal });
  }
  return found;
}

/** Where a window holds the most different words. */
function bestStart(found: readonly Place[]): number {
  let [best, most] = [found[0]?.start ?? 0, 0];
  for (let [at, end] = [0, 0]; at < found.length; at++) {
    end = Math.max(end, at);
    while (end < found.length && found[end]!.start < found[at]!.start + width * 0.8) end++;
    const different = new Set(found.slice(at, Math.min(end, at + 50)).map(({ stem }) => stem)).size;
    if (different > most) [best, most] = [found[at]!.start, different];
  }
  return best;
}

/** A little before the first word, at the beginning of a word. */
function beginOf(text: string, first: number): number {
  if (first < width / 4) return 0;
  const space = text.indexOf(" ", first - width / 4);
  return space >= 0 && space < first ? space + 1 : first;
}
