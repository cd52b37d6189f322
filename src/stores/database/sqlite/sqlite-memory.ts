import { CompiledQuery, type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import { foldLetters, roughStem, wordsOf } from "../../../foundation/rough-stem.ts";
import { allMemoryColumns, memoryColumns } from "../memory-columns.ts";
import type { Match, MemoryDialect, NearInput, NearMatch, SearchTerm } from "../memory-dialect.ts";
import { conditionOf, escapeLike, type MemoryFilter } from "../memory-filter.ts";
import type { Schema } from "../schema.ts";

/** Words in more rows than this say little; they only help to order what rarer words find. */
const commonRows = 3000;
/** Where every word is in more rows than this, no order of theirs is worth the time to find it. */
const everywhereRows = 10_000;
/** So many rows are scored: the newest, where more would fit. */
const mostScored = 4000;
/** So many of the best are scored with the common words too. */
const mostRefined = 50;
/** Of rows that may turn out to be none of those asked for. */
const mostTried = 200;
const titleWeight = 4;
const rowsAtOnce = 100;

/** Memories in SQLite: FTS5 for text, a table of trigrams for words, distances computed row by row. */
export const sqliteMemory: MemoryDialect = {
  features: async () => ({ text: "fts5", words: "fts5-trigram", positions: "scan" }),
  begin: async () => undefined,
  insert: (rows, batch) => insertRows(rows, memoryColumns, batch),
  copy: (rows, batch) => insertRows(rows, allMemoryColumns, batch),
  tidy: (database) =>
    database.write(async (rows) => {
      await sql`insert into memory_texts (memory_texts) values ('optimize')`.execute(rows);
    }),
  match,
  addWords: async (rows, words) => {
    await sql`insert into memory_words (word) select value from json_each(${JSON.stringify(words)})
      where true on conflict do nothing`.execute(rows);
  },
  wordsLike,
  near,
};

async function insertRows<Name extends string>(
  rows: Transaction<Schema>,
  columns: readonly (readonly [Name, string])[],
  batch: readonly Readonly<Record<Name, string | number | null>>[],
): Promise<void> {
  const names = columns.map(([name]) => name);
  const one = `(${names.map(() => "?").join(", ")})`;
  for (let at = 0; at < batch.length; at += rowsAtOnce) {
    const some = batch.slice(at, at + rowsAtOnce);
    const text = `insert into memories (${names.join(", ")}) values ${some.map(() => one).join(", ")}`;
    const values = some.flatMap((row) => names.map((name) => row[name]));
    await rows.executeQuery(CompiledQuery.raw(text, values));
  }
}

/**
 * BM25 over the rare words finds the rows, and what the common words add is computed for the best of them: scores add up over
 * words, and most of the work of a search would be in words that are in every other row.
 */
async function match(
  rows: Kysely<Schema>,
  terms: readonly SearchTerm[],
  filter: MemoryFilter,
  limit: number,
): Promise<Match[]> {
  const all = await lastVersion(rows);
  const counted: CountedTerm[] = [];
  for (const words of terms) {
    const term = `"${words.join(" ")}"`;
    counted.push({ term, words, count: await countOf(rows, term, all) });
  }
  const present = counted.filter(({ count }) => count > 0).sort((a, b) => a.count - b.count);
  const rarest = present[0];
  if (rarest === undefined) return [];
  if (rarest.count > everywhereRows) {
    const found = await newest(rows, present, filter, Math.max(limit, mostRefined));
    return (await refine(rows, found, present, all)).slice(0, limit);
  }
  let sum = 0;
  const rare = present.filter((each) => (sum += each.count) <= commonRows || each === rarest);
  const common = present.slice(rare.length);
  const expression = rare.map(({ term }) => term).join(" OR ");
  const most = Math.max(limit, common.length === 0 ? 0 : mostRefined);
  const found =
    (await scoreFirst(rows, expression, filter, most)) ??
    (await scoreAll(rows, expression, filter, most));
  return (await refine(rows, found, common, all)).slice(0, limit);
}

interface CountedTerm {
  /** As FTS5 takes it. */
  readonly term: string;
  readonly words: SearchTerm;
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

/** Adds BM25 of the common words, with FTS5's constants and roughly its stems. */
async function refine(
  rows: Kysely<Schema>,
  found: readonly Match[],
  common: readonly CountedTerm[],
  all: number,
): Promise<Match[]> {
  const wanted = new Map(
    common
      .filter(({ words }) => words.length === 1)
      .map(({ words, count }) => [stem(words[0]!), count]),
  );
  if (wanted.size === 0 || found.length < 2) return [...found];
  const texts = await rows
    .selectFrom("memories")
    .select(["version", "title", "text"])
    .where(
      "version",
      "in",
      found.map(({ version }) => version),
    )
    .execute();
  const counted = texts.map(({ version, title, text }) => ({
    version,
    ...countWords(title, text, wanted),
  }));
  const average = counted.reduce((sum, { length }) => sum + length, 0) / counted.length || 1;
  const added = new Map(
    counted.map(({ version, counts, length }) => {
      let score = 0;
      for (const [word, frequency] of counts) {
        const inRows = wanted.get(word)!;
        const weight = Math.max(1e-6, Math.log((all - inRows + 0.5) / (inRows + 0.5)));
        score +=
          (weight * frequency * 2.2) / (frequency + 1.2 * (0.25 + (0.75 * length) / average));
      }
      return [version, score];
    }),
  );
  return found
    .map(({ version, score }) => ({ version, score: score + (added.get(version) ?? 0) }))
    .sort((a, b) => b.score - a.score || b.version - a.version);
}

function countWords(
  title: string,
  text: string,
  wanted: ReadonlyMap<string, number>,
): { counts: Map<string, number>; length: number } {
  const counts = new Map<string, number>();
  const [inTitle, inText] = [wordsOf(title), wordsOf(text)];
  for (const [words, weight] of [[inTitle, titleWeight] as const, [inText, 1] as const]) {
    for (const word of words) {
      const stemmed = stem(word);
      if (wanted.has(stemmed)) counts.set(stemmed, (counts.get(stemmed) ?? 0) + weight);
    }
  }
  return { counts, length: inTitle.length + inText.length };
}

function stem(word: string): string {
  return roughStem(foldLetters(word));
}

async function wordsLike(rows: Kysely<Schema>, word: string, limit: number): Promise<string[]> {
  const letters = Array.from(word);
  const parts = letters.slice(0, -2).map((_, at) => letters.slice(at, at + 3).join(""));
  const expression = [...new Set(parts)].map((part) => `"${part}"`).join(" OR ");
  const { rows: found } = await (
    parts.length === 0
      ? sql<{ word: string }>`select word from memory_words
        where word like ${`%${escapeLike(word)}%`} escape '!' limit ${limit}`
      : sql<{ word: string }>`select w.word as word
        from memory_word_parts p cross join memory_words w on w.rowid = p.rowid
        where p.memory_word_parts match ${expression} order by p.rank limit ${limit}`
  ).execute(rows);
  return found.map(({ word }) => word);
}

async function near(
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
