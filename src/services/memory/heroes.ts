import { type RawBuilder, sql } from "kysely";
import { ResteraError } from "../../foundation/errors.ts";
import { conditionOf } from "../../stores/database/memory-filter.ts";
import { checkContent, checkPosition } from "./check-memory.ts";
import type { Json } from "./json.ts";
import type { MemoryStore } from "./memory-store.ts";
import type { Memory, Position6D } from "./memory.ts";
import { filterOf, findMemory } from "./read-memories.ts";

/** A hero and how much there is of them. */
export interface HeroInfo {
  readonly heroId: string;
  readonly memories: number;
  /** When the first and the last of them were made, in milliseconds since 1970. */
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface NewHeroMemory {
  readonly heroId: string;
  readonly memoryData: Json;
  readonly coordinates6d?: Position6D | undefined;
  readonly createdMs?: number | undefined;
  /** The number it had; a new one when absent. */
  readonly id?: number | undefined;
}

const mostHeroIdLength = 100;

/** By name. */
export async function listHeroes(store: MemoryStore): Promise<HeroInfo[]> {
  const { rows } = await sql<HeroInfo>`
    select hero_id as "heroId", count(*) as memories,
      min(created_ms) as "firstMs", max(created_ms) as "lastMs"
    from memories m where hero_id is not null and ${conditionOf(filterOf(store, {}))}
    group by hero_id order by hero_id`.execute(store.database.rows);
  return rows;
}

/**
 * Adds a row to `heroes_memories`, whose columns are the documented ones; the database makes a memory of it. What is there
 * already with the same content stays as it is. Throws `memory-invalid`.
 */
export async function addHeroMemory(store: MemoryStore, memory: NewHeroMemory): Promise<Memory> {
  const { heroId, memoryData, coordinates6d, createdMs, id } = memory;
  const data = JSON.stringify(memoryData);
  if (heroId === "" || heroId.length > mostHeroIdLength) {
    const problem = `its hero_id has not 1 to ${mostHeroIdLength} letters`;
    throw new ResteraError("memory-invalid", { kind: "hero", id: heroId, problem });
  }
  checkContent("hero", heroId, data);
  if (coordinates6d !== undefined) checkPosition(coordinates6d);
  const place = coordinates6d === undefined ? null : JSON.stringify(coordinates6d);
  const time = timeOf(store, createdMs ?? store.nowMs());
  const kept = await store.database.write(async (rows) => {
    await store.dialect.begin(rows);
    const columns = sql`hero_id, memory_data, coordinates_6d, created_at`;
    const values = sql`${heroId}, ${data}, ${place}, ${time}`;
    const { rows: added } = await (
      id === undefined
        ? sql<{
            id: number;
          }>`insert into heroes_memories (${columns}) values (${values}) returning id`
        : sql<{ id: number }>`insert into heroes_memories (id, ${columns}) values (${id}, ${values})
          on conflict (id) do update set hero_id = excluded.hero_id,
            memory_data = excluded.memory_data, coordinates_6d = excluded.coordinates_6d
          where heroes_memories.hero_id <> excluded.hero_id
            or heroes_memories.memory_data <> excluded.memory_data returning id`
    ).execute(rows);
    if (id !== undefined && store.database.kind === "postgres") {
      // A row that brought its number must not be in the way of the next one.
      await sql`select setval(pg_get_serial_sequence('heroes_memories', 'id'),
        (select max(id) from heroes_memories))`.execute(rows);
    }
    return added[0]?.id ?? id!;
  });
  return findMemory(store, "hero", String(kept));
}

/** Takes a row out of `heroes_memories`; its versions stay. False when there is none. */
export async function removeHeroMemory(store: MemoryStore, id: string): Promise<boolean> {
  if (!/^\d{1,9}$/.test(id)) return false;
  return store.database.write(async (rows) => {
    await store.dialect.begin(rows);
    const { numAffectedRows = 0n } = await sql`delete from heroes_memories
      where id = ${Number(id)}`.execute(rows);
    return numAffectedRows > 0n;
  });
}

/** A moment as the table keeps it. */
function timeOf({ database }: MemoryStore, ms: number): RawBuilder<unknown> {
  const time = new Date(ms).toISOString();
  return database.kind === "sqlite"
    ? sql`${time.replace("T", " ").replace("Z", "")}`
    : sql`${time}::timestamptz::timestamp`;
}
