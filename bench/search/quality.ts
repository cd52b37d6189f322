import type { SetQuery } from "./labelled-set.ts";

/** Shares from 0 to 1, over all queries. */
export interface Quality {
  readonly queries: number;
  /** The first one answers. */
  readonly hitAt1: number;
  /** One of the first five does. */
  readonly hitAt5: number;
  /** How many of those that answer are among the first ten. */
  readonly recallAt10: number;
  /** One divided by the place of the first that answers, among ten. */
  readonly mrr: number;
}

export const depth = 10;

/** Ids in the order in which they were found, for each of the queries. */
export function qualityOf(
  queries: readonly SetQuery[],
  answers: readonly (readonly string[])[],
): Quality {
  const mean = (score: (relevant: ReadonlySet<string>, found: readonly string[]) => number) =>
    queries.reduce(
      (sum, { relevant }, at) => sum + score(new Set(relevant), answers[at]!.slice(0, depth)),
      0,
    ) / queries.length;
  const first = (relevant: ReadonlySet<string>, found: readonly string[]): number =>
    found.findIndex((id) => relevant.has(id)) + 1;
  const among = (most: number) => (relevant: ReadonlySet<string>, found: readonly string[]) =>
    Number(first(relevant, found.slice(0, most)) > 0);
  return {
    queries: queries.length,
    hitAt1: mean(among(1)),
    hitAt5: mean(among(5)),
    recallAt10: mean(
      (relevant, found) => found.filter((id) => relevant.has(id)).length / relevant.size,
    ),
    mrr: mean((relevant, found) => {
      const place = first(relevant, found);
      return place === 0 ? 0 : 1 / place;
    }),
  };
}

/** A line for each way to search, and for each kind of query below it. */
export function qualityTable(
  lines: readonly (readonly [name: string, quality: Quality])[],
): string {
  const head = ["queries", "hit@1", "hit@5", "recall@10", "MRR"];
  const row = (name: string, cells: readonly string[]): string =>
    name.padEnd(34) + cells.map((cell) => cell.padStart(11)).join("");
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return [
    row("", head),
    ...lines.map(([name, { queries, hitAt1, hitAt5, recallAt10, mrr }]) =>
      row(name, [String(queries), ...[hitAt1, hitAt5, recallAt10].map(percent), mrr.toFixed(3)]),
    ),
  ].join("\n");
}
