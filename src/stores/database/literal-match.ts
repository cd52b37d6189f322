import { type Kysely, sql } from "kysely";
import type { Match } from "./memory-dialect.ts";
import { conditionOf, escapeLike, type MemoryFilter } from "./memory-filter.ts";
import type { Schema } from "./schema.ts";

/** The newest versions that hold the text as it stands, in any database. It reads the text of every row that fits the filter. */
export async function matchLiteral(
  rows: Kysely<Schema>,
  literal: string,
  filter: MemoryFilter,
  limit: number,
): Promise<Match[]> {
  const pattern = `%${escapeLike(literal)}%`;
  const { rows: found } = await sql<Match>`select m.version as version, 0 as score from memories m
    where ${conditionOf(filter)}
      and (m.text like ${pattern} escape '!' or m.title like ${pattern} escape '!')
    order by m.version desc limit ${limit}`.execute(rows);
  return found;
}
