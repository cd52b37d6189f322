import { sql } from "kysely";
import { ResteraError } from "../../foundation/errors.ts";
import { conditionOf, type MemoryFilter, presentMs } from "../../stores/database/memory-filter.ts";
import type { MemoryRow } from "../../stores/database/schema.ts";
import { checkPosition } from "./check-memory.ts";
import type { MemoryStore } from "./memory-store.ts";
import { type Memory, type MemoryKind, memoryOf, type Position6D } from "./memory.ts";

/** Which memories; what is absent does not matter. Instants are milliseconds since 1970. */
export interface MemoryQuery {
  readonly kinds?: readonly MemoryKind[] | undefined;
  readonly hero?: string | undefined;
  /** All of them. */
  readonly tags?: readonly string[] | undefined;
  /** By the time it was made. */
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  /** What a document's path begins with. */
  readonly path?: string | undefined;
  readonly worldHash?: string | undefined;
  readonly author?: string | undefined;
  /** Answers as it would have at this moment; now when absent. */
  readonly asOfMs?: number | undefined;
  /** Also what is no longer true, or not yet. */
  readonly anyTime?: boolean | undefined;
  /** Only positions from the one corner to the other. */
  readonly box?: { readonly low: Position6D; readonly high: Position6D } | undefined;
}

export interface ListInput extends MemoryQuery {
  /** 50 when absent. */
  readonly limit?: number | undefined;
  /** Only older versions than this: the way to the next page. */
  readonly before?: number | undefined;
}

const defaultLimit = 50;

/** The query as the database takes it. */
export function filterOf(store: MemoryStore, query: MemoryQuery): MemoryFilter {
  const { asOfMs, anyTime = false, box, ...rest } = query;
  for (const corner of box === undefined ? [] : [box.low, box.high]) checkPosition(corner);
  const given = Object.entries({ ...rest, box }).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(given) as Omit<MemoryFilter, "scope" | "asOfMs">),
    scope: store.scope,
    asOfMs: asOfMs ?? presentMs,
    ...(!anyTime && { validMs: asOfMs ?? store.nowMs() }),
  };
}

/** What is kept last comes first. */
export async function listMemories(
  store: MemoryStore,
  { limit = defaultLimit, before, ...query }: ListInput = {},
): Promise<Memory[]> {
  const older = before === undefined ? sql`` : sql`and m.version < ${before}`;
  const { rows } = await sql<MemoryRow>`select m.* from memories m
    where ${conditionOf(filterOf(store, query))} ${older}
    order by m.version desc limit ${limit}`.execute(store.database.rows);
  return rows.map(memoryOf);
}

/** One memory, now or as it was; throws `memory-unknown`, also for one that is forgotten. */
export async function findMemory(
  store: MemoryStore,
  kind: MemoryKind,
  id: string,
  { asOfMs }: { readonly asOfMs?: number | undefined } = {},
): Promise<Memory> {
  const versions = await memoryVersions(store, kind, id, asOfMs === undefined ? 1 : undefined);
  const found = versions.find(
    ({ storedMs, endedMs }) =>
      asOfMs === undefined || (storedMs <= asOfMs && (endedMs === undefined || endedMs > asOfMs)),
  );
  if (found === undefined || found.isForgotten)
    throw new ResteraError("memory-unknown", { kind, id });
  return found;
}

/** All that a memory ever was, the newest first; empty when there is none. */
export async function memoryVersions(
  { database, scope }: MemoryStore,
  kind: MemoryKind,
  id: string,
  most = 2 ** 31 - 1,
): Promise<Memory[]> {
  const { rows } = await sql<MemoryRow>`with recursive line as (
      select m.*, 1 as place from memories m
      where m.scope = ${scope} and m.kind = ${kind} and m.id = ${id} and m.ended_ms is null
      union all
      select m.*, line.place + 1 from line join memories m on m.version = line.replaces
      where line.place < ${most})
    select * from line order by place`.execute(database.rows);
  return rows.map(memoryOf);
}

/** Rows by their version numbers, in the order asked for. */
export async function memoriesByVersion(
  { database }: MemoryStore,
  versions: readonly number[],
): Promise<Memory[]> {
  if (versions.length === 0) return [];
  const rows = await database.rows
    .selectFrom("memories")
    .selectAll()
    .where("version", "in", versions)
    .execute();
  const byVersion = new Map(rows.map((row) => [row.version, memoryOf(row)]));
  return versions.flatMap((version) => byVersion.get(version) ?? []);
}
