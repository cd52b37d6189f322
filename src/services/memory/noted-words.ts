import { wordsOf } from "../../foundation/rough-stem.ts";

const firstCapacity = 8192;
const mostNoted = 1_000_000;
const [shortest, longest] = [2, 64];
const [seedA, seedB] = [0x9e37_79b9 | 0, 0x85eb_ca6b | 0];

/**
 * Which words were met already, by 53 bits of a hash: of each text only the others come out. Letters of ASCII are looked at one by one,
 * since nearly all words of an import were met before and need not even be cut out.
 */
export class NotedWords {
  #size = 0;
  #keys = new Float64Array(firstCapacity);

  /** The words of a text that are met for the first time, in small letters. */
  newIn(text: string): string[] {
    const found: string[] = [];
    let [start, a, b] = [-1, seedA, seedB];
    for (let at = 0; at <= text.length; at++) {
      let code = at < text.length ? text.charCodeAt(at) : 32;
      if (code > 127) return [...found, ...this.#newOf(wordsOf(text))];
      if (code >= 65 && code <= 90) code += 32;
      if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) {
        if (start < 0) start = at;
        a = Math.imul(a ^ code, 0x5bd1_e995);
        b = Math.imul(b ^ code, 0x1b87_3593);
        // Bits that were pushed out come in again.
        a ^= a >>> 15;
        b ^= b >>> 13;
      } else if (start >= 0) {
        const length = at - start;
        if (length >= shortest && length <= longest && this.#add(a, b)) {
          found.push(text.slice(start, at).toLowerCase());
        }
        [start, a, b] = [-1, seedA, seedB];
      }
    }
    return found;
  }

  #newOf(words: readonly string[]): string[] {
    return words.filter((word) => {
      if (word.length < shortest || word.length > longest) return false;
      let [a, b] = [seedA, seedB];
      for (let at = 0; at < word.length; at++) {
        const code = word.charCodeAt(at);
        a = Math.imul(a ^ code, 0x5bd1_e995);
        b = Math.imul(b ^ code, 0x1b87_3593);
        a ^= a >>> 15;
        b ^= b >>> 13;
      }
      return this.#add(a, b);
    });
  }

  /** False when it is there. With too many, all begin anew. */
  #add(a: number, b: number): boolean {
    const low = b & 0x1f_ffff;
    const key = (a >>> 0) * 2 ** 21 + low + 1;
    const mask = this.#keys.length - 1;
    let at = (a ^ (low >>> 7)) & mask;
    for (; this.#keys[at] !== 0; at = (at + 1) & mask) if (this.#keys[at] === key) return false;
    this.#keys[at] = key;
    if (++this.#size >= mostNoted) [this.#size, this.#keys] = [0, new Float64Array(firstCapacity)];
    else if (this.#size * 2 > mask) this.#grow();
    return true;
  }

  #grow(): void {
    const old = this.#keys;
    const keys = new Float64Array(old.length * 2);
    const mask = keys.length - 1;
    for (const key of old) {
      if (key === 0) continue;
      const a = Math.floor((key - 1) / 2 ** 21) | 0;
      const b = (key - 1) % 2 ** 21;
      let at = (a ^ (b >>> 7)) & mask;
      while (keys[at] !== 0) at = (at + 1) & mask;
      keys[at] = key;
    }
    this.#keys = keys;
  }
}
