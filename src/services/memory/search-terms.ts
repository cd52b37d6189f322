import { wordsOf } from "../../foundation/rough-stem.ts";
import type { SearchTerm } from "../../stores/database/memory-dialect.ts";

const mostTerms = 32;
const mostWordLength = 100;

/**
 * What somebody looks for: words, and phrases in quotes. Everything else (operators, brackets, a quote without its end) stands
 * for nothing beside them, so that no text is a wrong query; see `literalOf` for where there is nothing beside.
 */
export function searchTerms(query: string): SearchTerm[] {
  const terms = new Map<string, SearchTerm>();
  const add = (words: readonly string[]): void => {
    const short = words.map((word) => word.slice(0, mostWordLength));
    if (short.length > 0 && terms.size < mostTerms) terms.set(short.join(" "), short);
  };
  for (const [, phrase, rest] of query.matchAll(/"([^"]*)"|([^"]+)/g)) {
    if (phrase !== undefined) add(wordsOf(phrase));
    else for (const word of wordsOf(rest ?? "")) add([word]);
  }
  return [...terms.values()];
}

/** What is looked for as it stands where a query has no word: signs such as `->` or 🚀, without the quotes around them. */
export function literalOf(query: string): string | undefined {
  const signs = query.replaceAll('"', "").trim();
  const literal = (signs === "" ? query.trim() : signs).slice(0, mostWordLength);
  // PostgreSQL has no text with a zero in it.
  return literal === "" || literal.includes("\0") || !literal.isWellFormed() ? undefined : literal;
}
