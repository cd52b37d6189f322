import { type RawBuilder, sql } from "kysely";
import { ResteraError } from "../../foundation/errors.ts";
import { conditionOf } from "../../stores/database/memory-filter.ts";
import { checkContent, checkDepth, checkPosition } from "./check-memory.ts";
import { canonicalJson, type Json } from "./json.ts";
import type { MemoryStore } from "./memory-store.ts";
import type { Memory, Position6D } from "./memory.ts";
import { filterOf, findMemory, memoryVersions } from "./read-memories.ts";

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
  /** What the row has stays when absent, and goes with null. */
  readonly coordinates6d?: Position6D | null | undefined;
  readonly createdMs?: number | undefined;
  /** The number it had; a new one when absent. */
  readonly id?: number | undefined;
}

const mostHeroIdLength = 100;
/** PostgreSQL's `serial`. */
const mostId = 2 ** 31 - 1;

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
  checkHero(memory);
  const { heroId, memoryData, coordinates6d, createdMs, id } = memory;
  const [known] =
    id === undefined ? [] : await memoryVersions({ ...store, scope: "" }, "hero", String(id), 1);
  if (known !== undefined && !known.isForgotten && isSame(known, memory)) return known;
  const place = coordinates6d ? JSON.stringify(coordinates6d) : null;
  const time = timeOf(store, createdMs ?? store.nowMs());
  const kept = await store.database.write(async (rows) => {
    await store.dialect.begin(rows);
    const columns = sql`hero_id, memory_data, coordinates_6d, created_at`;
    const values = sql`${heroId}, ${JSON.stringify(memoryData)}, ${place}, ${time}`;
    const changed = [
      sql`hero_id = excluded.hero_id, memory_data = excluded.memory_data`,
      ...(coordinates6d === undefined ? [] : [sql`coordinates_6d = excluded.coordinates_6d`]),
      ...(createdMs === undefined ? [] : [sql`created_at = excluded.created_at`]),
    ];
    const { rows: added } = await (
      id === undefined
        ? sql<{
            id: number;
          }>`insert into heroes_memories (${columns}) values (${values}) returning id`
        : sql<{ id: number }>`insert into heroes_memories (id, ${columns}) values (${id}, ${values})
          on conflict (id) do update set ${sql.join(changed)} returning id`
    ).execute(rows);
    if (id !== undefined && store.database.kind === "postgres") {
      // A row that brought its number must not be in the way of the next one.
      await sql`select setval(pg_get_serial_sequence('heroes_memories', 'id'),
        (select max(id) from heroes_memories))`.execute(rows);
    }
    return added[0]!.id;
  });
  return findMemory({ ...store, scope: "" }, "hero", String(kept));
}

/** Throws `memory-invalid`. */
function checkHero({ heroId, memoryData, coordinates6d, createdMs, id }: NewHeroMemory): void {
  const refuse = (problem: string): never => {
    throw new ResteraError("memory-invalid", { kind: "hero", id: String(id ?? heroId), problem });
  };
  if (heroId === "" || heroId.length > mostHeroIdLength) {
    refuse(`its hero_id has not 1 to ${mostHeroIdLength} letters`);
  }
  if (id !== undefined && !(Number.isInteger(id) && id > 0 && id <= mostId)) {
    refuse(`its id is no number from 1 to ${mostId}`);
  }
  if (createdMs !== undefined && Number.isNaN(new Date(createdMs).getTime())) {
    refuse("a time of it is no moment");
  }
  checkDepth("hero", String(id ?? heroId), memoryData);
  const data = JSON.stringify(memoryData);
  // What `jsonb` does not take: a null letter, and half of a letter.
  if (
    /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(data) ||
    /\0/.test(heroId) ||
    !heroId.isWellFormed()
  ) {
    refuse("one of its texts has letters that cannot be kept");
  }
  checkContent("hero", heroId, data);
  if (coordinates6d) checkPosition(coordinates6d);
}

function isSame(known: Memory, { heroId, memoryData, ...rest }: NewHeroMemory): boolean {
  const { coordinates6d, createdMs } = rest;
  return (
    known.heroId === heroId &&
    canonicalJson(known.content ?? null) === canonicalJson(memoryData) &&
    (createdMs === undefined || known.createdMs === createdMs) &&
    (coordinates6d === undefined ||
      canonicalJson([...(known.position ?? [])]) === canonicalJson([...(coordinates6d ?? [])]))
  );
}

/** Takes a row out of `heroes_memories`; its versions stay. False when there is none. */
export async function removeHeroMemory(store: MemoryStore, id: string): Promise<boolean> {
  if (!/^-?\d{1,15}$/.test(id)) return false;
  // Its own type, as a number beyond those of the column is only one that is not there.
  const number = store.database.kind === "sqlite" ? sql`${Number(id)}` : sql`${id}::bigint`;
  return store.database.write(async (rows) => {
    await store.dialect.begin(rows);
    const { numAffectedRows = 0n } = await sql`delete from heroes_memories
      where id = ${number}`.execute(rows);
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
