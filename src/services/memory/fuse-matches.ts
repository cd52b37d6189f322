/** A version that was found, and how good it is among what was found. */
export interface FusedMatch {
  readonly version: number;
  readonly score: number;
}

/**
 * How little the first places are worth more than the next ones. Cormack, Clarke and Büttcher (2009) take 60, for lists of
 * a thousand; in ours of 60 it hid what one list had first behind what both had in their middle: with a poor embedder hit@5 was
 * 81 % instead of 95 % (bench/search-quality.ts).
 */
const rankOffset = 10;

/**
 * One order out of several: reciprocal rank fusion. Each list gives the versions at its places 1/(10 + place), so that it does not
 * matter that their scores cannot be compared. Of equal ones the newer version comes first.
 */
export function fuseMatches(
  lists: readonly (readonly { readonly version: number }[])[],
): FusedMatch[] {
  const scores = new Map<number, number>();
  for (const list of lists) {
    for (const [at, { version }] of list.entries()) {
      scores.set(version, (scores.get(version) ?? 0) + 1 / (rankOffset + at + 1));
    }
  }
  return [...scores]
    .map(([version, score]) => ({ version, score }))
    .sort((a, b) => b.score - a.score || b.version - a.version);
}

/**
 * The first of a ranking, with no more than a third of them of one source as long as there are others: what one long file
 * says in each of its sections must not hide everything else. What is held back follows after the others.
 */
export function diversify<Item>(
  ranked: readonly Item[],
  sourceOf: (item: Item) => string | undefined,
  most: number,
): Item[] {
  const mostOfOne = Math.max(2, Math.ceil(most / 3));
  const counts = new Map<string, number>();
  const [kept, held]: [Item[], Item[]] = [[], []];
  for (const item of ranked) {
    const source = sourceOf(item);
    const count = source === undefined ? 0 : (counts.get(source) ?? 0) + 1;
    if (source !== undefined) counts.set(source, count);
    (count > mostOfOne ? held : kept).push(item);
  }
  return [...kept, ...held].slice(0, most);
}
