import { createHash } from "node:crypto";
import { type Kysely, type RawBuilder, type Selectable, sql, type Transaction } from "kysely";
import type { Database } from "../../../stores/database/database.ts";
import { allMemoryColumns } from "../../../stores/database/memory-columns.ts";
import type { MemoryRow, Schema } from "../../../stores/database/schema.ts";
import { canonicalJson, type Json } from "../json.ts";

/** All that memory holds, of all scopes, wherever it lies: in a database, or in files. */
export interface WholeMemory {
  /** All versions in their order, some hundreds at once. */
  versions(): AsyncIterable<readonly MemoryRow[]>;
  heroes(): Promise<readonly HeroRow[]>;
  documents(): Promise<readonly DocumentRow[]>;
}

/** A row of `heroes_memories`, with JSON as text. */
export interface HeroRow {
  readonly id: number;
  readonly hero_id: string | null;
  readonly memory_data: string | null;
  readonly coordinates_6d: string | null;
  /** UTC, as SQL writes it. */
  readonly created_at: string | null;
}

export type DocumentRow = Selectable<Schema["memory_documents"]>;

/** What there is of a memory, counted and hashed. */
export interface MemorySummary {
  readonly versions: number;
  readonly heroRows: number;
  readonly documents: number;
  readonly sha256: string;
  /** The number of the last version. */
  readonly last: number;
}

/** A database, or a transaction in it. */
export interface MemoryReader {
  readonly kind: Database["kind"];
  readonly rows: Kysely<Schema>;
}

const versionsAtOnce = 500;
const heroesAtOnce = 200;

/** Memory as a database holds it, up to a version. */
export function wholeMemoryIn(reader: MemoryReader, upTo?: number): WholeMemory {
  return {
    async *versions() {
      for (let last = 0; ;) {
        const page = await readVersions(reader, last, upTo);
        if (page.length === 0) return;
        last = page.at(-1)!.version;
        yield page;
      }
    },
    heroes: () => readHeroes(reader),
    documents: () => readDocuments(reader),
  };
}

/** Some hundred versions after one, in order; empty when there are no more. */
export async function readVersions(
  { rows }: MemoryReader,
  after: number,
  upTo: number = Number.MAX_SAFE_INTEGER,
): Promise<MemoryRow[]> {
  return rows
    .selectFrom("memories")
    .select(allMemoryColumns.map(([name]) => name))
    .where("version", ">", after)
    .where("version", "<=", upTo)
    .orderBy("version")
    .limit(versionsAtOnce)
    .execute();
}

async function readHeroes({ kind, rows }: MemoryReader): Promise<HeroRow[]> {
  const text = (column: string): RawBuilder<string> => sql`${sql.ref(column)}::text`;
  const columns =
    kind === "sqlite"
      ? sql`memory_data, coordinates_6d, created_at`
      : sql`${text("memory_data")} as memory_data, ${text("coordinates_6d")} as coordinates_6d,
        to_char(created_at::timestamptz at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as created_at`;
  const { rows: found } = await sql<HeroRow>`select id, hero_id, ${columns}
    from heroes_memories order by id`.execute(rows);
  return found;
}

async function readDocuments({ rows }: MemoryReader): Promise<DocumentRow[]> {
  const found = await rows.selectFrom("memory_documents").selectAll().execute();
  const key = (row: DocumentRow) => JSON.stringify([row.scope, row.root, row.path]);
  return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Puts these rows in the place of all in `heroes_memories`. */
export async function writeHeroes(
  rows: Transaction<Schema>,
  kind: Database["kind"],
  heroes: readonly HeroRow[],
): Promise<void> {
  await sql`delete from heroes_memories`.execute(rows);
  for (let at = 0; at < heroes.length; at += heroesAtOnce) {
    const values = heroes.slice(at, at + heroesAtOnce).map((hero) => {
      const { id, hero_id: name, memory_data: data, coordinates_6d: place } = hero;
      const time =
        kind === "sqlite" || hero.created_at === null
          ? sql`${hero.created_at}`
          : sql`${`${hero.created_at}+00`}::timestamptz::timestamp`;
      return sql`(${id}, ${name}, ${data}, ${place}, ${time})`;
    });
    await sql`insert into heroes_memories (id, hero_id, memory_data, coordinates_6d, created_at)
      values ${sql.join(values)}`.execute(rows);
  }
  if (kind === "postgres" && heroes.length > 0) {
    await sql`select setval(pg_get_serial_sequence('heroes_memories', 'id'),
      (select max(id) from heroes_memories))`.execute(rows);
  }
}

/** Puts these in the place of all that is known of indexed files. */
export async function writeDocuments(
  rows: Transaction<Schema>,
  documents: readonly DocumentRow[],
): Promise<void> {
  await rows.deleteFrom("memory_documents").execute();
  for (let at = 0; at < documents.length; at += versionsAtOnce) {
    const some = documents.slice(at, at + versionsAtOnce);
    await rows.insertInto("memory_documents").values(some).execute();
  }
}

/** Reads all of it; two memories with one hash hold the same. */
export async function summarizeMemory(
  memory: WholeMemory,
  signal?: AbortSignal,
): Promise<MemorySummary> {
  const hash = createHash("sha256");
  let [versions, last] = [0, 0];
  for await (const page of memory.versions()) {
    signal?.throwIfAborted();
    for (const row of page)
      hash.update(`${JSON.stringify(allMemoryColumns.map(([name]) => row[name]))}\n`);
    versions += page.length;
    last = page.at(-1)?.version ?? last;
  }
  const heroes = await memory.heroes();
  for (const { id, hero_id: name, memory_data: data, coordinates_6d: place } of heroes) {
    // PostgreSQL keeps JSON's values, not its text.
    const values = [data, place].map((text) => canonicalJson(JSON.parse(text ?? "null") as Json));
    hash.update(`${JSON.stringify([id, name, ...values])}\n`);
  }
  const documents = await memory.documents();
  for (const row of documents) hash.update(`${canonicalJson({ ...row })}\n`);
  const counts = { versions, heroRows: heroes.length, documents: documents.length, last };
  return { ...counts, sha256: hash.digest("hex") };
}
