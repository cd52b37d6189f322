import type { RequestVector } from "./request-vector.ts";

/**
 * How alike two requests are in each respect, as positive semidefinite kernels. What `smoothResiduals()` mixes.
 * `words`: cosine of the words, the rare ones counting more. `size`: close in all counts. `trend`: product of the counts,
 * so that what grows with a count is found. `kind`: the same kind of software.
 */
export interface Likeness {
  readonly words: number;
  readonly size: number;
  readonly trend: number;
  readonly kind: number;
}

/** Weighs words by how rare they are in a collection, and compares requests of it. */
export function likenessWithin(vectors: readonly RequestVector[]) {
  const frequency = new Map<string, number>();
  for (const { stems } of vectors) {
    for (const stem of stems) frequency.set(stem, (frequency.get(stem) ?? 0) + 1);
  }
  const weightOf = (stem: string) =>
    1 + Math.log((1 + vectors.length) / (1 + (frequency.get(stem) ?? 0)));
  const prepared = new Map<RequestVector, Prepared>();
  const prepare = (vector: RequestVector): Prepared => {
    const known = prepared.get(vector) ?? prepareVector(vector, weightOf);
    prepared.set(vector, known);
    return known;
  };
  const center = meanOf(vectors.map(({ numbers }) => numbers));
  return (a: RequestVector, b: RequestVector): Likeness => ({
    words: cosine(prepare(a), prepare(b)),
    size: Math.exp(-squaredDistance(a.numbers, b.numbers) / (2 * a.numbers.length)),
    trend: dot(a.numbers, b.numbers, center) / a.numbers.length,
    kind: a.kind === b.kind ? 1 : 0,
  });
}

interface Prepared {
  readonly weights: ReadonlyMap<string, number>;
  readonly length: number;
}

function prepareVector({ stems }: RequestVector, weightOf: (stem: string) => number): Prepared {
  const weights = new Map(stems.map((stem) => [stem, weightOf(stem)]));
  return { weights, length: Math.hypot(...weights.values()) };
}

function cosine(a: Prepared, b: Prepared): number {
  if (a.length === 0 || b.length === 0) return 0;
  let product = 0;
  for (const [stem, weight] of a.weights) product += weight * (b.weights.get(stem) ?? 0);
  return product / (a.length * b.length);
}

function squaredDistance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, position) => sum + (value - b[position]!) ** 2, 0);
}

function dot(a: readonly number[], b: readonly number[], center: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + (value - center[at]!) * (b[at]! - center[at]!), 0);
}

function meanOf(rows: readonly (readonly number[])[]): number[] {
  const width = rows[0]?.length ?? 0;
  return Array.from(
    { length: width },
    (_, at) => rows.reduce((sum, row) => sum + row[at]!, 0) / rows.length,
  );
}
