import { plainForm } from "../../foundation/irregular-words.ts";
import { foldLetters, roughStem, wordsOf } from "../../foundation/rough-stem.ts";
import type { Match, SearchTerm } from "../../stores/database/memory-dialect.ts";
import { isIdle } from "./idle-words.ts";

/** Something looked for: a word in all its forms, or a phrase. */
export interface RankedTerm {
  /** What stands for it in texts; a word may have some that are like it. */
  readonly forms: readonly SearchTerm[];
  /** In about how many memories it is. */
  readonly count: number;
}

export interface RankedText extends Match {
  readonly title: string;
  readonly text: string;
}

export interface RankOptions {
  /** How many memories there are, about. */
  readonly total: number;
  /** These are all that fit: how many of them have a word says more then than how many memories have it. */
  readonly isAll: boolean;
}

/** BM25's constants, as FTS5 and Lucene have them. */
const [k1, b] = [1.2, 0.75];
const titleWeight = 4;
const idleWeight = 0.15;
/** How much the best passage counts, beside the whole. */
const passageWeight = 0.6;
const passageWords = 40;
/** Of a text and of all of them, in letters; what else is said in a long one counts by the score that it came with. */
const [lookedAt, lookedAtInAll] = [20_000, 300_000];

/**
 * Orders what was found by all that was looked for: BM25 with little weight for idle words, and for the passage that has the most of it
 * close together. The database's own order decides where that says nothing.
 */
export function rankTexts(
  found: readonly RankedText[],
  terms: readonly RankedTerm[],
  options: RankOptions,
): Match[] {
  if (found.length < 2 || terms.length === 0) return [...found];
  const index = new TermIndex(terms);
  // A fair part for each of many long ones.
  const letters = Math.min(lookedAt, Math.max(1000, Math.floor(lookedAtInAll / found.length)));
  const rarest = terms.toSorted((a, b) => a.count - b.count).flatMap(({ forms }) => forms.flat());
  const read = found.map(({ title, text }) => index.read(title, partOf(text, letters, rarest)));
  const weights = weightsOf(terms, read, options);
  const average = read.reduce((sum, { length }) => sum + length, 0) / read.length || 1;
  const most = Math.max(...found.map(({ score }) => score), Number.MIN_VALUE);
  return found
    .map(({ version, score }, at) => ({
      version,
      score: scoreOf(read[at]!, weights, average) + (1e-3 * score) / most,
    }))
    .sort((a, b) => b.score - a.score || b.version - a.version);
}

/** No term. */
const nothing = -1;

/** The words of a text, in small letters; most texts are quicker to read than all letters of Unicode need. */
function quickWords(text: string): readonly string[] {
  const small = text.toLowerCase();
  // oxlint-disable-next-line no-control-regex -- it is ASCII that is looked for
  return /^[\x00-\x7F]*$/.test(small) ? (small.match(/[a-z0-9]+/g) ?? []) : wordsOf(small);
}

/** So many letters of a long text: around the rarest word that it has, as it was typed. */
function partOf(text: string, letters: number, rarest: readonly string[]): string {
  if (text.length <= letters) return text;
  const small = text.toLowerCase();
  for (const word of rarest) {
    const at = small.indexOf(word);
    if (at >= 0) return text.slice(Math.max(0, at - letters / 2), at + letters / 2);
  }
  return text.slice(0, letters);
}

/** Where the terms are in a text. */
interface ReadText {
  /** How often each term is said, by its number; in the title it counts more. */
  readonly counts: readonly number[];
  /** Each place of a term, in order. */
  readonly places: readonly { readonly term: number; readonly at: number }[];
  readonly length: number;
}

class TermIndex {
  readonly #terms: number;
  /** Terms of one word. */
  readonly #words = new Map<string, number>();
  readonly #phrases: { readonly stems: readonly string[]; readonly term: number }[] = [];
  /** Words that were met, each stemmed once. */
  readonly #stems = new Map<string, string>();
  readonly #met = new Map<string, number>();

  constructor(terms: readonly RankedTerm[]) {
    this.#terms = terms.length;
    for (const [term, { forms }] of terms.entries()) {
      for (const form of forms) {
        const stems = form.map((word) => this.#stemOf(word));
        if (stems.length > 1) this.#phrases.push({ stems, term });
        else if (!this.#words.has(stems[0]!)) this.#words.set(stems[0]!, term);
      }
    }
  }

  read(title: string, text: string): ReadText {
    const counts = Array.from({ length: this.#terms }, () => 0);
    const places: { term: number; at: number }[] = [];
    let length = 0;
    for (const [part, weight] of [[title, titleWeight] as const, [text, 1] as const]) {
      const words = quickWords(part);
      for (let at = 0; at < words.length; at++) {
        const term = this.#termOf(words[at]!);
        if (term === nothing) continue;
        counts[term]! += weight;
        places.push({ term, at: length + at });
      }
      for (const { term, at } of this.#phrasesIn(words)) {
        counts[term]! += weight;
        places.push({ term, at: length + at });
      }
      length += words.length;
    }
    if (this.#phrases.length > 0) places.sort((a, b) => a.at - b.at);
    return { counts, places, length };
  }

  #phrasesIn(words: readonly string[]): { term: number; at: number }[] {
    if (this.#phrases.length === 0) return [];
    const stems = words.map((word) => this.#stemOf(word));
    return this.#phrases.flatMap((phrase) =>
      stems.flatMap((_, at) =>
        phrase.stems.every((each, i) => stems[at + i] === each) ? [{ term: phrase.term, at }] : [],
      ),
    );
  }

  #termOf(word: string): number {
    let term = this.#met.get(word);
    if (term === undefined) {
      term = this.#words.get(this.#stemOf(word)) ?? nothing;
      this.#met.set(word, term);
    }
    return term;
  }

  #stemOf(word: string): string {
    let stem = this.#stems.get(word);
    if (stem === undefined) {
      const folded = foldLetters(word);
      const plain = plainForm(folded);
      stem = roughStem(plain);
      this.#stems.set(word, stem);
    }
    return stem;
  }
}

/** How much each term tells: the fewer have it the more. */
function weightsOf(
  terms: readonly RankedTerm[],
  read: readonly ReadText[],
  { total, isAll }: RankOptions,
): number[] {
  const idle = terms.map(({ forms }) => forms.every((form) => form.every(isIdle)));
  const isAllIdle = idle.every(Boolean);
  return terms.map(({ count }, term) => {
    const among = read.filter(({ counts }) => counts[term]! > 0).length;
    const [all, having] = isAll ? [read.length, among] : [Math.max(total, count), count];
    const rarity = Math.log(1 + (all - having + 0.5) / (having + 0.5));
    return rarity * (idle[term] && !isAllIdle ? idleWeight : 1);
  });
}

function scoreOf(text: ReadText, weights: readonly number[], average: number): number {
  let score = 0;
  const norm = k1 * (1 - b + (b * text.length) / average);
  for (const [term, weight] of weights.entries()) {
    const count = text.counts[term]!;
    if (count > 0) score += (weight * count * (k1 + 1)) / (count + norm);
  }
  return score + passageWeight * bestPassage(text, weights);
}

/** The most that so many words in a row have of what was looked for. */
function bestPassage({ places }: ReadText, weights: readonly number[]): number {
  const inside = weights.map(() => 0);
  let [best, sum, from] = [0, 0, 0];
  for (const { term, at } of places) {
    if (inside[term]!++ === 0) sum += weights[term]!;
    while (places[from]!.at <= at - passageWords) {
      const left = places[from++]!.term;
      if (--inside[left]! === 0) sum -= weights[left]!;
    }
    best = Math.max(best, sum);
  }
  return best;
}
