import { setImmediate as turn } from "node:timers/promises";
import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { Database } from "../database.ts";
import { allMemoryColumns, memoryColumns } from "../memory-columns.ts";
import type {
  Match,
  Matches,
  MemoryDialect,
  NearInput,
  NearMatch,
  SearchTerm,
} from "../memory-dialect.ts";
import { conditionOf, escapeLike, type MemoryFilter } from "../memory-filter.ts";
import type { Schema } from "../schema.ts";
import { positionsOf } from "./sqlite-positions.ts";
import { aheadQuery } from "./sqlite-thread.ts";

/** Words in more rows than this say little; they only help to order what rarer words find. */
const commonRows = 3000;
/** Where every word is in more rows than this, no order of theirs is worth the time to find it. */
const everywhereRows = 10_000;
/** So many rows are scored: the newest, where more would fit. */
const mostScored = 4000;
/** Of rows that may turn out to be none of those asked for. */
const mostTried = 200;
const titleWeight = 4;
const rowsAtOnce = 250;
const leastBulk = 20;
/** Of the text index, some 8 MiB. */
const mergedPages = 2000;

/** Memories in SQLite: FTS5 for text, a table of trigrams for words, positions in memory. */
export const sqliteMemory: MemoryDialect = {
  features: async () => ({ text: "fts5", words: "fts5-trigram", positions: "scan" }),
  begin: async () => undefined,
  insert: (rows, batch) => insertRows(rows, memoryColumns, batch),
  copy: (rows, batch) => insertRows(rows, allMemoryColumns, batch),
  clear: async (rows) => {
    for (const statement of [
      sql`insert into memory_texts (memory_texts) values ('delete-all')`,
      sql`insert into memory_word_parts (memory_word_parts) values ('delete-all')`,
      sql`delete from memories`,
      sql`delete from memory_words`,
      // Vectors stay with their texts' hashes, for when the texts come back.
      sql`delete from memory_vector_of`,
      sql`update memory_models set done_version = 0, ready_ms = null, epoch = epoch + 1`,
      sql`delete from counters where name in ('memory_words', 'memory_copying')`,
      // Numbers of versions may come again: whoever knows positions reads them anew.
      sql`insert into counters (name, value) values ('memory_epoch', 1)
        on conflict (name) do update set value = counters.value + 1`,
    ]) {
      await statement.execute(rows);
    }
  },
  tidy: async (database) => {
    // A negative number begins with all pieces of the index, as `optimize` does.
    for (let pages = -mergedPages; await mergeSome(database, pages); pages = mergedPages);
  },
  match,
  addWords: async (rows, words) => {
    await sql`insert into memory_words (word) select value from json_each(${JSON.stringify(words)})
      where true on conflict do nothing`.execute(rows);
  },
  wordsLike,
  near,
};

/** Some of it at a time, so that other writers come in between; false when nothing is left. */
async function mergeSome(database: Database, pages: number): Promise<boolean> {
  return database.writeMuch(async (rows) => {
    const before = await changesSoFar(rows);
    await sql`insert into memory_texts (memory_texts, rank) values ('merge', ${pages})`.execute(
      rows,
    );
    return (await changesSoFar(rows)) - before >= 2;
  });
}

async function changesSoFar(rows: Transaction<Schema>): Promise<number> {
  const { rows: found } = await sql<{ changes: number }>`select total_changes() as changes`.execute(
    rows,
  );
  return found[0]!.changes;
}

/** Many rows are made searchable at once: row by row, each is a step of its own for the text index. */
async function insertRows<Name extends string>(
  rows: Transaction<Schema>,
  columns: readonly (readonly [Name, string])[],
  batch: readonly Readonly<Record<Name, string | number | null>>[],
): Promise<void> {
  const isBulk = batch.length >= leastBulk;
  if (isBulk) await sql`insert into counters (name, value) values ('memory_bulk', 1)`.execute(rows);
  const names = columns.map(([name]) => name);
  const one = `(${names.map(() => "?").join(", ")})`;
  for (let at = 0; at < batch.length; at += rowsAtOnce) {
    const some = batch.slice(at, at + rowsAtOnce);
    const text = `insert into memories (${names.join(", ")}) values ${some.map(() => one).join(", ")}`;
    const values = some.flatMap((row) => names.map((name) => row[name]));
    await rows.executeQuery(aheadQuery(text, values));
    if (isBulk) await turn();
  }
  if (!isBulk) return;
  // The last ones of the table are these: a version's number is never used again, and copies come in their order.
  await sql`insert into memory_texts (rowid, title, text)
    select version, title, text from (select version, title, text from memories
      order by version desc limit ${batch.length}) order by version`.execute(rows);
  await sql`delete from counters where name = 'memory_bulk'`.execute(rows);
}

/** BM25 over the rare words finds the rows: most of the work of a search would be in words that are in every other row. */
async function match(
  rows: Kysely<Schema>,
  terms: readonly SearchTerm[],
  filter: MemoryFilter,
  limit: number,
): Promise<Matches> {
  const all = await lastVersion(rows);
  const counted: CountedTerm[] = [];
  for (const words of terms) {
    const term = `"${words.join(" ")}"`;
    counted.push({ term, count: await countOf(rows, term, all) });
  }
  const found = await matchCounted(rows, counted, filter, limit);
  return { found, counts: counted.map(({ count }) => count), total: all };
}

async function matchCounted(
  rows: Kysely<Schema>,
  counted: readonly CountedTerm[],
  filter: MemoryFilter,
  limit: number,
): Promise<Match[]> {
  const present = counted.filter(({ count }) => count > 0).sort((a, b) => a.count - b.count);
  const rarest = present[0];
  if (rarest === undefined) return [];
  if (rarest.count > everywhereRows) {
    return newest(rows, present, filter, limit);
  }
  let sum = 0;
  const rare = present.filter((each) => (sum += each.count) <= commonRows || each === rarest);
  const expression = rare.map(({ term }) => term).join(" OR ");
  return (
    (await scoreFirst(rows, expression, filter, limit)) ??
    (await scoreAll(rows, expression, filter, limit))
  );
}

interface CountedTerm {
  /** As FTS5 takes it. */
  readonly term: string;
  readonly count: number;
}

/** In about how many rows it is: where it is in many, the newest of them tell how close they follow each other. */
async function countOf(rows: Kysely<Schema>, term: string, all: number): Promise<number> {
  const { rows: found } = await sql<{ count: number; oldest: number | null }>`
    select count(*) as count, min(version) as oldest from (
      select rowid as version from memory_texts where memory_texts match ${term}
      order by rowid desc limit ${commonRows + 1})`.execute(rows);
  const { count = 0, oldest } = found[0] ?? {};
  if (count <= commonRows || typeof oldest !== "number") return count;
  return Math.max(count, Math.round((count * all) / (all - oldest + 1)));
}

async function lastVersion(rows: Kysely<Schema>): Promise<number> {
  const { rows: last } = await sql<{ version: number | null }>`
    select max(version) as version from memories`.execute(rows);
  return last[0]?.version ?? 0;
}

/** The newest rows with all words, or with any of them where too few have all. */
async function newest(
  rows: Kysely<Schema>,
  terms: readonly CountedTerm[],
  filter: MemoryFilter,
  limit: number,
): Promise<Match[]> {
  const find = async (operator: string): Promise<Match[]> => {
    const expression = terms.map(({ term }) => term).join(operator);
    const { rows: found } = await sql<Match>`select m.version as version, 0 as score
      from memory_texts cross join memories m on m.version = memory_texts.rowid
      where memory_texts match ${expression} and ${conditionOf(filter)}
      order by memory_texts.rowid desc limit ${limit}`.execute(rows);
    return found;
  };
  const withAll = terms.length > 1 ? await find(" AND ") : [];
  return withAll.length >= limit ? withAll : find(" OR ");
}

const relevance = sql`-bm25(memory_texts, ${sql.lit(titleWeight)}, 1.0)`;

/** Scores first and looks at the best rows only then; nothing when too few of them are among those asked for. */
async function scoreFirst(
  rows: Kysely<Schema>,
  expression: string,
  filter: MemoryFilter,
  limit: number,
): Promise<Match[] | undefined> {
  const { rows: found } = await sql<Match & { tried: number }>`
    with best as materialized (
      select version, score, count(*) over () as tried from (
        select rowid as version, ${relevance} as score from memory_texts
        where memory_texts match ${expression} order by rowid desc limit ${mostScored})
      order by score desc, version desc limit ${mostTried})
    select best.version as version, score, tried from best
      cross join memories m on m.version = best.version
    where ${conditionOf(filter)}
    order by score desc, version desc limit ${limit}`.execute(rows);
  const isAll = (found[0]?.tried ?? mostTried) < mostTried;
  return isAll || found.length >= limit ? found : undefined;
}

async function scoreAll(
  rows: Kysely<Schema>,
  expression: string,
  filter: MemoryFilter,
  limit: number,
): Promise<Match[]> {
  const { rows: found } = await sql<Match>`select version, score from (
      select m.version as version, ${relevance} as score
      from memory_texts cross join memories m on m.version = memory_texts.rowid
      where memory_texts match ${expression} and ${conditionOf(filter)}
      order by memory_texts.rowid desc limit ${mostScored})
    order by score desc, version desc limit ${limit}`.execute(rows);
  return found;
}

async function wordsLike(rows: Kysely<Schema>, word: string, limit: number): Promise<string[]> {
  const letters = Array.from(word);
  const parts = letters.slice(0, -2).map((_, at) => letters.slice(at, at + 3).join(""));
  const { rows: found } = await (
    parts.length === 0
      ? sql<{ word: string }>`select word from memory_words
        where word like ${`%${escapeLike(word)}%`} escape '!' limit ${limit}`
      : sql<{ word: string }>`select w.word as word from (
          select doc, count(*) as shared from memory_word_grams
          where term in (select value from json_each(${JSON.stringify(parts)}))
          group by doc order by shared desc limit ${limit}) found
        cross join memory_words w on w.rowid = found.doc`
  ).execute(rows);
  return found.map(({ word }) => word);
}

async function near(
  rows: Kysely<Schema>,
  input: NearInput,
  filter: MemoryFilter,
): Promise<NearMatch[]> {
  // A transaction may see what nobody else does.
  const inMemory = rows.isTransaction ? undefined : positionsOf(rows).near(rows, input, filter);
  return (await inMemory) ?? nearByRows(rows, input, filter);
}

async function nearByRows(
  rows: Kysely<Schema>,
  { center, limit, radius }: NearInput,
  filter: MemoryFilter,
): Promise<NearMatch[]> {
  const parts = center.map((value, index): RawBuilder<number> => {
    const column = sql.ref(`m.p${index + 1}`);
    return sql`(${column} - ${value}) * (${column} - ${value})`;
  });
  const within = radius === undefined ? sql`true` : sql`squared <= ${radius * radius}`;
  const { rows: found } = await sql<NearMatch>`
    select version, sqrt(squared) as distance from (
      select m.version as version, ${sql.join(parts, sql` + `)} as squared
      from memories m indexed by memories_placed
      where m.position_6d is not null and ${conditionOf(filter)})
    where ${within} order by squared, version limit ${limit}`.execute(rows);
  return found;
}
