const firstCapacity = 4096;

/**
 * In which row of an import each id was last, and what it said, in some 40 bytes for each: an import may have millions. Ids are known by 53 bits of a hash
 * (cyrb53, public domain); two that share them would only be told of as one.
 */
export class RowsById {
  #size = 0;
  #keys = new Float64Array(firstCapacity);
  #rows = new Float64Array(firstCapacity);
  #said = new Float64Array(firstCapacity);

  /** The row that it was in before, which this one takes the place of, and whether that one said something else. */
  put(
    id: string,
    row: number,
    said = "",
  ): { readonly row: number; readonly isOther: boolean } | undefined {
    if (this.#size * 2 >= this.#keys.length) this.#grow();
    const key = hashOf(id);
    const at = this.#placeOf(key);
    const saying = hashOf(said);
    const before =
      this.#keys[at] === 0
        ? undefined
        : { row: this.#rows[at]!, isOther: this.#said[at] !== saying };
    if (before === undefined) this.#size += 1;
    this.#keys[at] = key;
    this.#rows[at] = row;
    this.#said[at] = saying;
    return before;
  }

  #placeOf(key: number): number {
    const mask = this.#keys.length - 1;
    let at = key % this.#keys.length;
    while (this.#keys[at] !== 0 && this.#keys[at] !== key) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const [keys, rows, said] = [this.#keys, this.#rows, this.#said];
    this.#keys = new Float64Array(keys.length * 2);
    this.#rows = new Float64Array(keys.length * 2);
    this.#said = new Float64Array(keys.length * 2);
    for (const [from, key] of keys.entries()) {
      if (key === 0) continue;
      const at = this.#placeOf(key);
      this.#keys[at] = key;
      this.#rows[at] = rows[from]!;
      this.#said[at] = said[from]!;
    }
  }
}

/** From 1 to 2⁵³. */
function hashOf(text: string): number {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507);
  high ^= Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507);
  low ^= Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 2 ** 32 * (2_097_151 & low) + (high >>> 0) + 1;
}
