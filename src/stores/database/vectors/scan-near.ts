import { type RawBuilder, sql } from "kysely";
import type { Database } from "../database.ts";
import { conditionOf, type MemoryFilter } from "../memory-filter.ts";
import type { Scores } from "./best-scores.ts";
import type { NumberedVector, VectorDialect, VectorMatch, VectorQuery } from "./vector-dialect.ts";
import { VectorScan } from "./vector-scan.ts";

/** So many of the best are looked at first: nearly always enough of them fit the filter. */
const leastTried = 256;

/** By database and model, as long as the database is open. */
const scans = new WeakMap<Database, Map<number, VectorScan>>();

/**
 * Finds the best versions by comparing all vectors. A filter loses nothing: where too few of the best fit it, those that do are
 * looked up first and compared alone.
 */
export async function scanNear(
  database: Database,
  { model, vector, limit }: VectorQuery,
  filter: MemoryFilter,
  { read }: Pick<VectorDialect, "read">,
): Promise<VectorMatch[]> {
  const scan = scanOf(database, model, (after) => read(database.rows, model, after));
  const best = await scan.best(vector, Math.max(leastTried, 4 * limit));
  const tried = await versionsOf(database, filter, {
    which: sql`l.vector in ${listOf(database, best)}`,
    join: sql`memory_vector_of l join memories m`,
  });
  const found = matchesOf(best, tried).slice(0, limit);
  if (found.length === limit || best.numbers.length === 0) return found;
  const allowed = await versionsOf(database, filter, {
    which: sql`l.model = ${model}`,
    // The filter lets few through, so that they are where to begin; SQLite would not.
    join: sql`memories m ${sql.raw(database.kind === "sqlite" ? "cross" : "")} join memory_vector_of l`,
  });
  const among = Float64Array.from(new Set(allowed.map((each) => each.vector)));
  return matchesOf(await scan.best(vector, among.length, among), allowed).slice(0, limit);
}

interface VersionVector {
  readonly version: number;
  readonly vector: number;
}

async function versionsOf(
  { rows }: Database,
  filter: MemoryFilter,
  { which, join }: Record<"which" | "join", RawBuilder<unknown>>,
): Promise<VersionVector[]> {
  const { rows: found } = await sql<VersionVector>`
    select l.version as version, l.vector as vector
    from ${join} on m.version = l.version
    where l.vector is not null and ${which} and ${conditionOf(filter)}`.execute(rows);
  return found;
}

function listOf({ kind }: Database, { numbers }: Scores): RawBuilder<unknown> {
  const list = JSON.stringify(Array.from(numbers));
  return kind === "sqlite"
    ? sql`(select value from json_each(${list}))`
    : sql`(select value::bigint from json_array_elements_text(${list}::json))`;
}

/** Each version once, with the best of its parts. */
function matchesOf({ numbers, scores }: Scores, links: readonly VersionVector[]): VectorMatch[] {
  const versions = Map.groupBy(links, ({ vector }) => vector);
  const best = new Map<number, number>();
  for (const [at, number] of numbers.entries()) {
    for (const { version } of versions.get(number) ?? []) {
      if (!best.has(version)) best.set(version, scores[at]!);
    }
  }
  return [...best].map(([version, similarity]) => ({ version, similarity }));
}

function scanOf(
  database: Database,
  model: number,
  read: (after: number) => Promise<NumberedVector[]>,
): VectorScan {
  let ofDatabase = scans.get(database);
  if (ofDatabase === undefined) {
    const made = new Map<number, VectorScan>();
    scans.set(database, made);
    database.beforeClose(async () => {
      for (const scan of made.values()) await scan.close();
    });
    ofDatabase = made;
  }
  const known = ofDatabase.get(model);
  if (known !== undefined && !known.isBroken) return known;
  const scan = new VectorScan(read);
  ofDatabase.set(model, scan);
  return scan;
}
