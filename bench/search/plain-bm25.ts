import { foldLetters, roughStem, wordsOf } from "../../src/foundation/rough-stem.ts";
import type { SetDocument, SetQuery } from "./labelled-set.ts";
import { depth } from "./quality.ts";

const [k1, b] = [1.2, 0.75];

/** BM25 as it is in the books (Robertson and Zaragoza, with Lucene's weights), over words or their stems: what ours is measured by. */
export class PlainBm25 {
  readonly #groups = new Map<string, Group>();
  readonly #wordsOf: (text: string) => string[];

  constructor(documents: readonly SetDocument[], { stems }: { readonly stems: boolean }) {
    this.#wordsOf = (text) => {
      const words = wordsOf(text);
      return stems ? words.map((word) => roughStem(foldLetters(word))) : words;
    };
    for (const { id, title = "", text, group = "" } of documents) {
      const known = this.#groups.get(group) ?? new Group();
      this.#groups.set(group, known);
      known.add(id, this.#wordsOf(`${title} ${text}`));
    }
  }

  /** Ids, the best first. */
  search({ query, group = "" }: SetQuery): string[] {
    return this.#groups.get(group)?.search(this.#wordsOf(query)) ?? [];
  }
}

class Group {
  readonly #ids: string[] = [];
  readonly #lengths: number[] = [];
  readonly #postings = new Map<string, Map<number, number>>();

  add(id: string, words: readonly string[]): void {
    const at = this.#ids.push(id) - 1;
    this.#lengths.push(words.length);
    for (const word of words) {
      const rows = this.#postings.get(word) ?? new Map<number, number>();
      this.#postings.set(word, rows);
      rows.set(at, (rows.get(at) ?? 0) + 1);
    }
  }

  search(words: readonly string[]): string[] {
    const all = this.#ids.length;
    const average = this.#lengths.reduce((sum, length) => sum + length, 0) / all;
    const scores = new Map<number, number>();
    for (const word of new Set(words)) {
      const rows = this.#postings.get(word);
      if (rows === undefined) continue;
      const weight = Math.log(1 + (all - rows.size + 0.5) / (rows.size + 0.5));
      for (const [at, frequency] of rows) {
        const norm = k1 * (1 - b + (b * this.#lengths[at]!) / average);
        const score = (weight * frequency * (k1 + 1)) / (frequency + norm);
        scores.set(at, (scores.get(at) ?? 0) + score);
      }
    }
    return [...scores]
      .sort(([a, one], [b, other]) => other - one || a - b)
      .slice(0, depth)
      .map(([at]) => this.#ids[at]!);
  }
}
