import { sql } from "kysely";
import { conditionOf } from "../../../stores/database/memory-filter.ts";
import type { MemoryRow } from "../../../stores/database/schema.ts";
import type { Json } from "../json.ts";
import type { MemoryStore } from "../memory-store.ts";
import { type Memory, type MemoryKind, memoryOf } from "../memory.ts";
import { filterOf } from "../read-memories.ts";

export interface ExportInput {
  /** Only of these heroes: their tattoos and notes, and entities that name them. */
  readonly heroes?: readonly string[] | undefined;
  /** As it was at this moment; now when absent. */
  readonly asOfMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const pageSize = 500;

/**
 * The document `{"entities": [], "tattoos": []}` with the documented columns and no others, in parts of text, a row a line. What
 * else is in memory is only in NDJSON.
 */
export async function* exportJson(
  store: MemoryStore,
  input: ExportInput = {},
): AsyncGenerator<string> {
  const fixed = { ...input, upTo: await lastVersion(store) };
  yield '{"entities": [';
  yield* list(memoriesOf(store, "entity", fixed), entityRow);
  yield '], "tattoos": [';
  yield* list(memoriesOf(store, "tattoo", fixed), tattooRow);
  yield "]}\n";
}

/** Everything but documents, which are files: a row a line with its kind, tags, author and validity. */
export async function* exportNdjson(
  store: MemoryStore,
  input: ExportInput = {},
): AsyncGenerator<string> {
  const fixed = { ...input, upTo: await lastVersion(store) };
  for (const kind of ["entity", "tattoo", "hero", "note"] as const) {
    for await (const memory of memoriesOf(store, kind, fixed)) {
      yield `${JSON.stringify(ndjsonRow(memory))}\n`;
    }
  }
}

/** Memories of these kinds as they are now, or at the moment asked for, whoever writes meanwhile. */
export async function* exportedMemories(
  store: MemoryStore,
  kinds: readonly MemoryKind[],
  input: ExportInput = {},
): AsyncGenerator<Memory> {
  const fixed = { ...input, upTo: await lastVersion(store) };
  for (const kind of kinds) yield* memoriesOf(store, kind, fixed);
}

async function lastVersion({ database }: MemoryStore): Promise<number> {
  const found = await database.rows
    .selectFrom("memories")
    .select(({ fn }) => fn.max("version").as("version"))
    .executeTakeFirst();
  return found?.version ?? 0;
}

async function* list(
  memories: AsyncIterable<Memory>,
  row: (memory: Memory) => object,
): AsyncGenerator<string> {
  let separator = "\n";
  for await (const memory of memories) {
    yield `${separator}${JSON.stringify(row(memory))}`;
    separator = ",\n";
  }
}

/** The oldest first, page by page; what others write meanwhile changes nothing in it. */
async function* memoriesOf(
  store: MemoryStore,
  kind: MemoryKind,
  { heroes, asOfMs, signal, upTo }: ExportInput & { readonly upTo: number },
): AsyncGenerator<Memory> {
  for (const hero of heroes ?? [undefined]) {
    const filter = {
      ...filterOf(store, { kinds: [kind], hero, asOfMs, anyTime: true }),
      ...(asOfMs === undefined && { upTo }),
    };
    for (let last = 0; ;) {
      signal?.throwIfAborted();
      const { rows } = await sql<MemoryRow>`select m.* from memories m
        where ${conditionOf(filter)} and m.version > ${last}
        order by m.version limit ${pageSize}`.execute(store.database.rows);
      yield* rows.map(memoryOf);
      if (rows.length < pageSize) break;
      last = rows.at(-1)!.version;
    }
  }
}

function entityRow(memory: Memory): object {
  const { id, content = null, position, worldHash } = memory;
  return {
    ...{ entity_id: id, entity_data: content, position_6d: position ?? null },
    world_hash: worldHash ?? null,
    created_at: time(memory.createdMs),
  };
}

function tattooRow({ id, heroId, content = null, temporal = null }: Memory): object {
  const columns = { memory_content: content, temporal_coordinates: temporal };
  return { tattoo_id: id, hero_id: heroId ?? null, ...columns };
}

function heroRow({ id, content = null, position }: Memory): Record<string, Json> {
  return { id: Number(id), memory_data: content, coordinates_6d: position ?? null };
}

function ndjsonRow(memory: Memory): object {
  const { kind, id, heroId, content = null, tags, title, author, validFromMs, validToMs } = memory;
  const own: Record<string, Json> = kind === "hero" ? heroRow(memory) : { id, content };
  return {
    kind,
    ...(kind === "entity" ? entityRow(memory) : kind === "tattoo" ? tattooRow(memory) : own),
    ...(heroId !== undefined && { hero_id: heroId }),
    created_at: time(memory.createdMs),
    ...(title !== "" && kind !== "hero" && { title }),
    ...(tags.length > 0 && { tags }),
    ...(author !== undefined && { author }),
    ...(validFromMs !== undefined && { valid_from: time(validFromMs) }),
    ...(validToMs !== undefined && { valid_to: time(validToMs) }),
  };
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
