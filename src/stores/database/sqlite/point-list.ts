import type { NearInput, NearMatch } from "../memory-dialect.ts";

export interface Point {
  readonly version: number;
  readonly position: readonly number[];
  /** Numbers for texts, as the list's owner gives them. */
  readonly scope: number;
  readonly kind: number;
  /** −1 without one. */
  readonly hero: number;
  readonly storedMs: number;
  readonly endedMs: number | undefined;
}

/** Which points are looked at; numbers as in `Point`. */
export interface PointFilter {
  readonly scope: number;
  readonly asOfMs: number;
  readonly kinds?: ReadonlySet<number>;
  readonly hero?: number;
  readonly box?: { readonly low: readonly number[]; readonly high: readonly number[] };
}

const dimensions = 6;
const firstCapacity = 1024;

/** Positions with what they are mostly asked by, packed: a hundred thousand are looked through in half a millisecond. */
export class PointList {
  #length = 0;
  #values = new Float64Array(firstCapacity * dimensions);
  #versions = new Float64Array(firstCapacity);
  #stored = new Float64Array(firstCapacity);
  #ended = new Float64Array(firstCapacity);
  #marks = new Int32Array(firstCapacity * 3);

  get length(): number {
    return this.#length;
  }

  /** Versions come in their order. */
  add({ version, position, scope, kind, hero, storedMs, endedMs }: Point): void {
    if (this.#length === this.#versions.length) this.#grow();
    const at = this.#length++;
    this.#values.set(position, at * dimensions);
    this.#versions[at] = version;
    this.#stored[at] = storedMs;
    this.#ended[at] = endedMs ?? Infinity;
    this.#marks.set([scope, kind, hero], at * 3);
  }

  /** A version that is not here is nothing to end. */
  end(version: number, endedMs: number): void {
    let [low, high] = [0, this.#length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#versions[middle]! < version) low = middle + 1;
      else high = middle;
    }
    if (low < this.#length && this.#versions[low] === version) this.#ended[low] = endedMs;
  }

  /** The nearest first, older versions before newer ones of the same distance. */
  nearest({ center, limit, radius = Infinity }: NearInput, filter: PointFilter): NearMatch[] {
    const best = new NearestSquares(limit, radius * radius);
    const [values, ended, stored, length] = [this.#values, this.#ended, this.#stored, this.#length];
    const [c1, c2, c3, c4, c5, c6] = center as [number, number, number, number, number, number];
    const { asOfMs } = filter;
    let { bound } = best;
    // Plain sums: this is where the time goes.
    for (let at = 0, from = 0; at < length; at++, from += dimensions) {
      const a = values[from]! - c1;
      const b = values[from + 1]! - c2;
      const c = values[from + 2]! - c3;
      let squared = a * a + b * b + c * c;
      if (squared > bound) continue;
      const d = values[from + 3]! - c4;
      const e = values[from + 4]! - c5;
      const f = values[from + 5]! - c6;
      squared += d * d + e * e + f * f;
      if (squared > bound || ended[at]! <= asOfMs || stored[at]! > asOfMs) continue;
      if (!this.#fits(at, filter)) continue;
      best.add(squared, this.#versions[at]!);
      bound = best.bound;
    }
    return best.sorted();
  }

  #fits(at: number, { scope, kinds, hero, box }: PointFilter): boolean {
    const marks = this.#marks;
    if (marks[at * 3] !== scope) return false;
    if (kinds !== undefined && !kinds.has(marks[at * 3 + 1]!)) return false;
    if (hero !== undefined && marks[at * 3 + 2] !== hero) return false;
    if (box === undefined) return true;
    for (let i = 0; i < dimensions; i++) {
      const value = this.#values[at * dimensions + i]!;
      if (!(value >= box.low[i]! && value <= box.high[i]!)) return false;
    }
    return true;
  }

  #grow(): void {
    const doubled = <Kind extends Float64Array | Int32Array>(old: Kind): Kind => {
      const larger = new (old.constructor as new (length: number) => Kind)(old.length * 2);
      larger.set(old);
      return larger;
    };
    this.#values = doubled(this.#values);
    this.#versions = doubled(this.#versions);
    this.#stored = doubled(this.#stored);
    this.#ended = doubled(this.#ended);
    this.#marks = doubled(this.#marks);
  }
}

/** A heap with the farthest of the nearest on top. */
class NearestSquares {
  /** Nothing farther is of interest. */
  bound: number;
  readonly #limit: number;
  readonly #heap: { squared: number; version: number }[] = [];

  constructor(limit: number, bound: number) {
    this.#limit = limit;
    this.bound = limit > 0 ? bound : -1;
  }

  add(squared: number, version: number): void {
    const heap = this.#heap;
    const isFull = heap.length === this.#limit;
    // Of the same distance the older one, which came first, stays.
    if (isFull && squared >= heap[0]!.squared) return;
    if (isFull) {
      heap[0] = { squared, version };
      this.#sink();
    } else {
      heap.push({ squared, version });
      this.#rise();
    }
    if (heap.length === this.#limit) this.bound = heap[0]!.squared;
  }

  sorted(): NearMatch[] {
    return this.#heap
      .sort((a, b) => a.squared - b.squared || a.version - b.version)
      .map(({ squared, version }) => ({ version, distance: Math.sqrt(squared) }));
  }

  #isBelow(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a]!, this.#heap[b]!];
    return (
      one.squared < other.squared || (one.squared === other.squared && one.version < other.version)
    );
  }

  #swap(a: number, b: number): void {
    [this.#heap[a], this.#heap[b]] = [this.#heap[b]!, this.#heap[a]!];
  }

  #rise(): void {
    for (let at = this.#heap.length - 1; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.#isBelow(parent, at)) return;
      this.#swap(parent, at);
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let largest = at;
      if (left < this.#heap.length && this.#isBelow(largest, left)) largest = left;
      if (right < this.#heap.length && this.#isBelow(largest, right)) largest = right;
      if (largest === at) return;
      this.#swap(at, largest);
      at = largest;
    }
  }
}
