import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import { foldLetters } from "../../../foundation/rough-stem.ts";
import { allMemoryColumns, memoryColumns } from "../memory-columns.ts";
import type {
  Match,
  Matches,
  MemoryDialect,
  MemoryFeatures,
  NearInput,
  NearMatch,
  SearchTerm,
} from "../memory-dialect.ts";
import { conditionOf, escapeLike, type MemoryFilter } from "../memory-filter.ts";
import { memoryLockNumber } from "../migrations/memory.ts";
import type { Schema } from "../schema.ts";

/** Words in more rows than this only help to order what rarer words find. */
const commonRows = 3000;
/** So many rows are ranked: the newest, where more would fit. */
const mostRanked = 4000;
const configurations = ["pg_catalog.english", "pg_catalog.french", "pg_catalog.simple"];

/** Memories in PostgreSQL: `tsvector` in the row's language; pg_trgm and cube where the server has them. */
export function postgresMemory(): MemoryDialect {
  let known: Promise<MemoryFeatures> | undefined;
  const features = (rows: Kysely<Schema>): Promise<MemoryFeatures> =>
    (known ??= readFeatures(rows));
  return {
    features,
    begin: async (rows) => {
      await sql`select pg_advisory_xact_lock(${memoryLockNumber})`.execute(rows);
    },
    insert: (rows, batch) => insertRows(rows, memoryColumns, batch),
    copy: async (rows, batch) => {
      await insertRows(rows, allMemoryColumns, batch);
      await sql`select setval(pg_get_serial_sequence('memories', 'version'),
        (select max(version) from memories))`.execute(rows);
    },
    clear: async (rows) => {
      for (const statement of [
        sql`delete from memories`,
        sql`delete from memory_words`,
        // Vectors stay with their texts' hashes, for when the texts come back.
        sql`delete from memory_vector_of`,
        sql`update memory_models set done_version = 0, ready_ms = null, epoch = epoch + 1`,
        sql`delete from counters where name in ('memory_words', 'memory_copying')`,
      ]) {
        await statement.execute(rows);
      }
    },
    tidy: async ({ rows }) => {
      await sql`analyze memories, memory_words`.execute(rows);
    },
    match,
    addWords: async (rows, words) => {
      await sql`insert into memory_words (word)
        select json_array_elements_text(${JSON.stringify(words)}::json)
        on conflict do nothing`.execute(rows);
    },
    wordsLike: async (rows, word, limit) =>
      wordsLike(rows, word, { limit, byTrigrams: (await features(rows)).words === "pg_trgm" }),
    near: async (rows, input, filter) =>
      near(rows, input, { filter, byCube: (await features(rows)).positions === "cube" }),
  };
}

async function readFeatures(rows: Kysely<Schema>): Promise<MemoryFeatures> {
  const { rows: found } = await sql<{ name: string }>`
    select extname as name from pg_extension`.execute(rows);
  const has = (name: string): boolean => found.some((each) => each.name === name);
  return {
    text: "tsvector",
    words: has("pg_trgm") ? "pg_trgm" : "scan",
    positions: has("cube") ? "cube" : "scan",
  };
}

async function insertRows<Name extends string>(
  rows: Transaction<Schema>,
  columns: readonly (readonly [Name, string])[],
  batch: readonly Readonly<Record<Name, string | number | null>>[],
): Promise<void> {
  const lists = batch.map((row) => columns.map(([name]) => row[name]));
  const names = columns.map(([name]) => sql.ref(name));
  const values = columns.map(([, type], at) => sql.raw(`(value ->> ${at})::${type}`));
  await sql`insert into memories (${sql.join(names)}) select ${sql.join(values)}
    from json_array_elements(${JSON.stringify(lists)}::json)`.execute(rows);
}

/** The rows with one of the rarer words, ordered by all words: most of the work would be in words that are in every other row. */
async function match(
  rows: Kysely<Schema>,
  terms: readonly SearchTerm[],
  filter: MemoryFilter,
  limit: number,
): Promise<Matches> {
  const counted = await countAll(rows, terms.map(queryOf));
  const present = counted.filter(({ count }) => count > 0).sort((a, b) => a.count - b.count);
  const rarest = present[0];
  const counts = counted.map(({ count }) => count);
  const total = await lastVersion(rows);
  if (rarest === undefined) return { found: [], counts, total };
  let sum = 0;
  const rare = present.filter((each) => (sum += each.count) <= commonRows || each === rarest);
  const anyOf = (some: typeof present): RawBuilder<unknown> =>
    sql.join(
      some.map(({ query }) => query),
      sql` || `,
    );
  const { rows: found } = await sql<Match>`
    select version, ts_rank(searched, ${anyOf(present)}, 1) as score from (
      select m.version, m.searched from memories m
      where m.searched @@ (${anyOf(rare)}) and ${conditionOf(filter)}
      order by m.version desc limit ${mostRanked}) found
    order by score desc, version desc limit ${limit}`.execute(rows);
  return { found, counts, total };
}

async function lastVersion(rows: Kysely<Schema>): Promise<number> {
  const { rows: last } = await sql<{ version: number | null }>`
    select max(version) as version from memories`.execute(rows);
  return last[0]?.version ?? 0;
}

/** A term in each of the languages that rows may have. */
function queryOf(words: SearchTerm): RawBuilder<unknown> {
  const phrase = words.map(foldLetters).join(" ");
  const each = configurations.map((name) => sql`phraseto_tsquery(${sql.lit(name)}, ${phrase})`);
  return sql.join(each, sql` || `);
}

interface CountedQuery {
  readonly query: RawBuilder<unknown>;
  /** In how many rows it is; more than enough is not counted. */
  readonly count: number;
}

async function countAll(
  rows: Kysely<Schema>,
  queries: readonly RawBuilder<unknown>[],
): Promise<CountedQuery[]> {
  const counts = queries.map(
    (query) => sql`(select count(*) from (select 1 from memories where searched @@ (${query})
      limit ${commonRows + 1}) counted)`,
  );
  const { rows: found } = await sql<{
    counts: number[];
  }>`select array[${sql.join(counts)}]::int[] as counts`.execute(rows);
  return queries.map((query, at) => ({ query, count: found[0]!.counts[at]! }));
}

async function wordsLike(
  rows: Kysely<Schema>,
  word: string,
  { limit, byTrigrams }: { readonly limit: number; readonly byTrigrams: boolean },
): Promise<string[]> {
  const part = `%${escapeLike(word)}%`;
  const query = byTrigrams
    ? sql<{ word: string }>`select word from memory_words
      where word % ${word} or word like ${part} escape '!'
      order by similarity(word, ${word}) desc, word limit ${limit}`
    : // Without trigrams all words of about its length are read.
      sql<{ word: string }>`select word from memory_words
      where length(word) between ${word.length - 2} and ${word.length + 2}
        or word like ${part} escape '!'`;
  const { rows: found } = await query.execute(rows);
  return found.map(({ word }) => word);
}

async function near(
  rows: Kysely<Schema>,
  { center, limit, radius }: NearInput,
  { filter, byCube }: { readonly filter: MemoryFilter; readonly byCube: boolean },
): Promise<NearMatch[]> {
  const point = sql`array[${sql.join(center)}]::double precision[]`;
  const distance: RawBuilder<number> = byCube
    ? sql`cube(array[m.p1, m.p2, m.p3, m.p4, m.p5, m.p6]) <-> cube(${point})`
    : sql`sqrt(${sql.join(
        center.map((value, at) => sql`power(${sql.ref(`m.p${at + 1}`)} - ${value}, 2)`),
        sql` + `,
      )})`;
  const within = radius === undefined ? sql`true` : sql`distance <= ${radius}`;
  const { rows: found } = await sql<NearMatch>`select version, distance from (
      select m.version as version, ${distance} as distance from memories m
      where m.position_6d is not null and ${conditionOf(filter)}
      order by ${distance} limit ${limit}) nearest
    where ${within} order by distance, version`.execute(rows);
  return found;
}
