import { createHash } from "node:crypto";

const syllables =
  "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu za ter men lan sor".split(" ");
const wordCount = 4_000;

/** Numbers and words that a seed decides: the same on every machine (sfc32, Chris Doty-Humphrey's generator). */
export class Random {
  readonly #state: Uint32Array;
  readonly #words: string[];

  constructor(seed: string) {
    const hash = createHash("sha256").update(seed).digest();
    this.#state = Uint32Array.from([0, 4, 8, 12], (at) => hash.readUInt32LE(at));
    this.#words = Array.from({ length: wordCount }, () => this.#newWord());
  }

  /** An integer from 0 to 2³² − 1. */
  next(): number {
    const state = this.#state;
    const [a = 0, b = 0, c = 0, counter = 0] = state;
    const result = (a + b + counter) >>> 0;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + result;
    state[3] = counter + 1;
    return result;
  }

  /** An integer from 0 to `limit` − 1. */
  below(limit: number): number {
    return Math.floor((this.next() / 2 ** 32) * limit);
  }

  /** Normally distributed, by Box and Muller. */
  normal(): number {
    const [u, v] = [(this.next() + 1) / 2 ** 32, this.next() / 2 ** 32];
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
  }

  hex(): string {
    return this.next().toString(16).padStart(8, "0");
  }

  /** One of 4,000 words; as in a language, a few of them are most of what is said. */
  word(): string {
    const spread = this.next() / 2 ** 32;
    return this.#words[Math.floor(wordCount * spread ** 3)] ?? "";
  }

  sentence(words: number): string {
    return Array.from({ length: words }, () => this.word()).join(" ");
  }

  #newWord(): string {
    return Array.from(
      { length: 1 + this.below(4) },
      () => syllables[this.below(syllables.length)],
    ).join("");
  }
}
