import { sql } from "kysely";
import type { MemoryRow } from "../../stores/database/schema.ts";
import type { MemoryStore } from "./memory-store.ts";
import { type Memory, type MemoryKind, memoryOf } from "./memory.ts";

export interface TimelineInput {
  readonly kinds?: readonly MemoryKind[] | undefined;
  readonly id?: string | undefined;
  readonly hero?: string | undefined;
  readonly author?: string | undefined;
  /** By the time it was kept. */
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  /** The last so many; 50 when absent. */
  readonly limit?: number | undefined;
}

const defaultLimit = 50;

/** What memory was told, version by version, in the order in which it was: also what is replaced or forgotten. */
export async function memoryTimeline(
  { database, scope }: MemoryStore,
  input: TimelineInput = {},
): Promise<Memory[]> {
  const { kinds, id, hero, author, sinceMs, untilMs, limit = defaultLimit } = input;
  const conditions = [sql`m.scope = ${scope}`];
  if (kinds !== undefined && kinds.length > 0) conditions.push(sql`m.kind in (${sql.join(kinds)})`);
  if (id !== undefined) conditions.push(sql`m.id = ${id}`);
  if (hero !== undefined) conditions.push(sql`m.hero_id = ${hero}`);
  if (author !== undefined) conditions.push(sql`m.author = ${author}`);
  if (sinceMs !== undefined) conditions.push(sql`m.stored_ms >= ${sinceMs}`);
  if (untilMs !== undefined) conditions.push(sql`m.stored_ms < ${untilMs}`);
  const { rows } = await sql<MemoryRow>`select m.* from memories m
    where ${sql.join(conditions, sql` and `)}
    order by m.version desc limit ${limit}`.execute(database.rows);
  return rows.map(memoryOf).reverse();
}
