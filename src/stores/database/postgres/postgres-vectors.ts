import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import { conditionOf, type MemoryFilter } from "../memory-filter.ts";
import type { Schema } from "../schema.ts";
import { scanNear } from "../vectors/scan-near.ts";
import type { VectorDialect, VectorMatch, VectorQuery } from "../vectors/vector-dialect.ts";

const rowsAtOnce = 500;
const arrayHeaderBytes = 20;
/** pgvector indexes vectors of `vector` up to so many numbers, and those of `halfvec` up to so many. */
const mostIndexed = 2000;
const mostHalf = 4000;
/** Rows that an index's search keeps in mind; more find more of what is really nearest. */
const [leastEffort, mostEffort] = [100, 1000];

/** Vectors in PostgreSQL: pgvector's HNSW where the server has it, and otherwise compared by a thread of ours. */
export function postgresVectors(): VectorDialect {
  let known: Promise<number | undefined> | undefined;
  const version = (rows: Kysely<Schema>) => (known ??= pgvectorVersion(rows));
  const dialect: VectorDialect = {
    way: async (rows) => ((await version(rows)) === undefined ? "scan" : "pgvector"),
    prepare: async (database, model, dimension) => {
      if ((await version(database.rows)) === undefined) {
        await database.write(createExtension);
        known = undefined;
      }
      if ((await version(database.rows)) === undefined || dimension > mostHalf) return;
      await database.write((rows) => createIndex(rows, model, dimension));
    },
    tidy: async (database) => {
      // The server uses its indexes only once it knows how much there is.
      await sql`analyze memories, memory_vectors, memory_vector_of`.execute(database.rows);
    },
    drop: async (rows, model) => {
      await rows.deleteFrom("memory_vectors").where("model", "=", model).execute();
      await sql`drop index if exists ${sql.ref(indexName(model))}`.execute(rows);
    },
    keep: async (rows, model, vectors) => {
      if (vectors.length === 0) return;
      const lists = vectors.map(({ hash, vector }) => [hash, `{${vector.join(",")}}`]);
      await sql`insert into memory_vectors (model, hash, vector)
        select ${model}::bigint, value ->> 0, (value ->> 1)::real[]
        from json_array_elements(${JSON.stringify(lists)}::json)
        on conflict do nothing`.execute(rows);
    },
    read: async (rows, model, after) => {
      const { rows: found } = await sql<{ number: number; hash: string; vector: Buffer }>`
        select number, hash, array_send(vector) as vector from (
          select number, hash, vector from memory_vectors
          where model = ${model} and number > ${after}
          order by number limit ${rowsAtOnce}) page order by number`.execute(rows);
      return found.map(({ number, hash, vector }) => ({
        ...{ number, hash },
        vector: floatsOf(vector),
      }));
    },
    near: async (database, query, filter) => {
      const found = await version(database.rows);
      if (found === undefined) return scanNear(database, query, filter, dialect);
      return database.rows.transaction().execute(async (rows) => {
        const effort = Math.min(mostEffort, Math.max(leastEffort, 2 * query.limit));
        await sql`select set_config('hnsw.ef_search', ${String(effort)}, true)`.execute(rows);
        // Without it a filter takes what it refuses away from the few that the index gave.
        if (found >= 0.08) {
          await sql`select set_config('hnsw.iterative_scan', 'strict_order', true)`.execute(rows);
        }
        return nearByIndex(rows, query, filter);
      });
    },
  };
  return dialect;
}

/** What `array_send` makes of `real[]`: 20 bytes about the list, and before each number its length, all big-endian. */
function floatsOf(bytes: Buffer): Float32Array<ArrayBuffer> {
  const numbers = new Float32Array((bytes.length - arrayHeaderBytes) / 8);
  for (let at = 0; at < numbers.length; at++) {
    numbers[at] = bytes.readFloatBE(arrayHeaderBytes + 4 + 8 * at);
  }
  return numbers;
}

function indexName(model: number): string {
  return `memory_vectors_near_${model}`;
}

/** Where the server has it, and lets us. */
async function createExtension(rows: Transaction<Schema>): Promise<void> {
  await sql`do $$ begin
    if exists (select 1 from pg_available_extensions where name = 'vector') then
      create extension if not exists vector;
    end if; exception when others then null; end $$`.execute(rows);
}

async function createIndex(
  rows: Transaction<Schema>,
  model: number,
  dimension: number,
): Promise<void> {
  const name = indexName(model);
  const { rows: found } = await sql<{ there: boolean }>`
    select to_regclass(${name}) is not null as there`.execute(rows);
  if (found[0]?.there) return;
  const { type, operators } = indexedAs(dimension);
  // A large one takes its time.
  await sql`set local statement_timeout = 0`.execute(rows);
  await sql`create index if not exists ${sql.ref(name)} on memory_vectors
    using hnsw ((vector::${type}) ${operators}) where model = ${sql.lit(model)}`.execute(rows);
}

/** `0.08` for 0.8.x; undefined when it is not there. */
async function pgvectorVersion(rows: Kysely<Schema>): Promise<number | undefined> {
  const { rows: found } = await sql<{ version: string }>`
    select extversion as version from pg_extension where extname = 'vector'`.execute(rows);
  const [major, minor] = (found[0]?.version ?? "").split(".").map(Number);
  return major === undefined || found.length === 0 ? undefined : major + (minor ?? 0) / 100;
}

function indexedAs(dimension: number): Record<"type" | "operators", RawBuilder<unknown>> {
  const type = dimension > mostIndexed && dimension <= mostHalf ? "halfvec" : "vector";
  return {
    type: sql.raw(`${type}(${dimension})`),
    operators: sql.raw(`${type}_cosine_ops`),
  };
}

/** What the index gives; where that is too little, all that fit the filter are compared. */
async function nearByIndex(
  rows: Kysely<Schema>,
  { model, vector, limit }: VectorQuery,
  filter: MemoryFilter,
): Promise<VectorMatch[]> {
  const { type } = indexedAs(vector.length);
  const distance = sql`v.vector::${type} <=> ${`[${vector.join(",")}]`}::${type}`;
  for (let count = 2 * limit; ; count *= 8) {
    const found = await ranked(distance, count);
    const versions = distinct(found);
    if (versions.length >= limit) return versions.slice(0, limit);
    // An addition that changes nothing is what no index answers.
    if (found.length < count) return distinct(await ranked(sql`(${distance}) + 0`)).slice(0, limit);
  }

  async function ranked(by: RawBuilder<unknown>, count?: number): Promise<VectorMatch[]> {
    const most = count === undefined ? sql`` : sql`limit ${count}`;
    const { rows: found } = await sql<VectorMatch>`
      select m.version as version, 1 - (${distance}) as similarity
      from memory_vectors v join memory_vector_of l on l.vector = v.number
        join memories m on m.version = l.version
      where v.model = ${sql.lit(model)} and ${conditionOf(filter)}
      order by ${by} ${most}`.execute(rows);
    return found;
  }
}

/** Each version once, with the best of its parts. */
function distinct(found: readonly VectorMatch[]): VectorMatch[] {
  const best = new Map<number, VectorMatch>();
  for (const match of found) if (!best.has(match.version)) best.set(match.version, match);
  return [...best.values()];
}
