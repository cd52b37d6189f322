import { createHash } from "node:crypto";
import { type RawBuilder, sql } from "kysely";
import { ResteraError } from "../../../foundation/errors.ts";
import type { Database } from "../../../stores/database/database.ts";
import { allMemoryColumns } from "../../../stores/database/memory-columns.ts";
import type { MemoryRow } from "../../../stores/database/schema.ts";
import { canonicalJson, type Json } from "../json.ts";
import type { MemoryStore } from "../memory-store.ts";
import { syncWords } from "../sync-words.ts";

export interface CopyInput {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((versions: number) => void) | undefined;
}

/** What both sides have, counted and hashed. */
export interface CopyResult {
  readonly versions: number;
  readonly heroRows: number;
  readonly documents: number;
  readonly sha256: string;
  /** Versions that were there already, from a copy that was stopped. */
  readonly resumedAfter: number;
}

interface HeroRow {
  readonly id: number;
  readonly hero_id: string | null;
  readonly memory_data: string | null;
  readonly coordinates_6d: string | null;
  /** UTC, as SQL writes it. */
  readonly created_at: string | null;
}

const marker = "memory_copying";
const versionsAtOnce = 500;
const heroesAtOnce = 200;

/**
 * Copies memory whole, with all scopes and versions, into another database of either kind, which must have none; stopped anywhere it
 * goes on where it was. What is written into the source meanwhile comes along. At the end both sides are read, counted and
 * hashed. Throws `memory-not-empty`, `memory-copy-differs`.
 */
export async function copyMemory(
  source: MemoryStore,
  target: MemoryStore,
  { signal, onProgress }: CopyInput = {},
): Promise<CopyResult> {
  const resumedAfter = await begin(target.database);
  for (let last = resumedAfter; ;) {
    signal?.throwIfAborted();
    const page = await readPage(source.database, last, Number.MAX_SAFE_INTEGER);
    if (page.length === 0) break;
    last = page.at(-1)!.version;
    await keepPage(target, page);
    onProgress?.(last);
  }
  await copyHeroes(source.database, target.database);
  await copyDocuments(source.database, target.database);
  const { versions, ...counts } = await compare(source.database, target.database, signal);
  await target.database.write((rows) =>
    rows.deleteFrom("counters").where("name", "=", marker).execute(),
  );
  await target.dialect.tidy(target.database);
  await syncWords(target, signal);
  return { versions, ...counts, resumedAfter };
}

/** The last version that is there; while the marker is, what comes into `heroes_memories` makes no versions. */
async function begin(target: Database): Promise<number> {
  return target.write(async (rows) => {
    const begun = await rows
      .selectFrom("counters")
      .select("value")
      .where("name", "=", marker)
      .executeTakeFirst();
    if (begun !== undefined) return begun.value;
    const any = await rows.selectFrom("memories").select("version").limit(1).executeTakeFirst();
    if (any !== undefined) throw new ResteraError("memory-not-empty", { url: target.url });
    await rows.insertInto("counters").values({ name: marker, value: 0 }).execute();
    return 0;
  });
}

async function readPage({ rows }: Database, after: number, upTo: number): Promise<MemoryRow[]> {
  return rows
    .selectFrom("memories")
    .select(allMemoryColumns.map(([name]) => name))
    .where("version", ">", after)
    .where("version", "<=", upTo)
    .orderBy("version")
    .limit(versionsAtOnce)
    .execute();
}

async function keepPage({ database, dialect }: MemoryStore, page: readonly MemoryRow[]) {
  await database.write(async (rows) => {
    await dialect.begin(rows);
    // What was the present one when it was read may have ended since.
    for (const { replaces, stored_ms: endedMs } of page) {
      if (replaces === null) continue;
      await rows
        .updateTable("memories")
        .set({ ended_ms: endedMs })
        .where("version", "=", replaces)
        .where("ended_ms", "is", null)
        .execute();
    }
    await dialect.copy(rows, page);
    const value = page.at(-1)!.version;
    await rows.updateTable("counters").set({ value }).where("name", "=", marker).execute();
  });
}

async function readHeroes({ kind, rows }: Database): Promise<HeroRow[]> {
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

async function copyHeroes(source: Database, target: Database): Promise<void> {
  const heroes = await readHeroes(source);
  await target.write(async (rows) => {
    await sql`delete from heroes_memories`.execute(rows);
    for (let at = 0; at < heroes.length; at += heroesAtOnce) {
      const values = heroes.slice(at, at + heroesAtOnce).map((hero) => {
        const { id, hero_id: name, memory_data: data, coordinates_6d: place } = hero;
        const time =
          target.kind === "sqlite" || hero.created_at === null
            ? sql`${hero.created_at}`
            : sql`${`${hero.created_at}+00`}::timestamptz::timestamp`;
        return sql`(${id}, ${name}, ${data}, ${place}, ${time})`;
      });
      await sql`insert into heroes_memories (id, hero_id, memory_data, coordinates_6d, created_at)
        values ${sql.join(values)}`.execute(rows);
    }
    if (target.kind === "postgres" && heroes.length > 0) {
      await sql`select setval(pg_get_serial_sequence('heroes_memories', 'id'),
        (select max(id) from heroes_memories))`.execute(rows);
    }
  });
}

async function readDocuments({ rows }: Database) {
  const found = await rows.selectFrom("memory_documents").selectAll().execute();
  const key = (row: (typeof found)[number]) => JSON.stringify([row.scope, row.root, row.path]);
  return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

async function copyDocuments(source: Database, target: Database): Promise<void> {
  const documents = await readDocuments(source);
  await target.write(async (rows) => {
    await rows.deleteFrom("memory_documents").execute();
    for (let at = 0; at < documents.length; at += versionsAtOnce) {
      const some = documents.slice(at, at + versionsAtOnce);
      await rows.insertInto("memory_documents").values(some).execute();
    }
  });
}

async function compare(
  source: Database,
  target: Database,
  signal: AbortSignal | undefined,
): Promise<Omit<CopyResult, "resumedAfter">> {
  const there = await summary(target, signal);
  const here = await summary(source, signal, there.last);
  for (const name of ["versions", "heroRows", "documents", "sha256"] as const) {
    if (here[name] === there[name]) continue;
    const problem = `here ${name} is ${here[name]}, there it is ${there[name]}`;
    throw new ResteraError("memory-copy-differs", { url: target.url, problem });
  }
  const { last: _, ...counts } = there;
  return counts;
}

async function summary(
  database: Database,
  signal: AbortSignal | undefined,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<Omit<CopyResult, "resumedAfter"> & { last: number }> {
  const hash = createHash("sha256");
  let [versions, last] = [0, 0];
  for (;;) {
    signal?.throwIfAborted();
    const page = await readPage(database, last, upTo);
    if (page.length === 0) break;
    for (const row of page)
      hash.update(`${JSON.stringify(allMemoryColumns.map(([n]) => row[n]))}\n`);
    versions += page.length;
    last = page.at(-1)!.version;
  }
  const heroes = await readHeroes(database);
  for (const { id, hero_id: name, memory_data: data, coordinates_6d: place } of heroes) {
    // PostgreSQL keeps JSON's values, not its text.
    const values = [data, place].map((text) => canonicalJson(JSON.parse(text ?? "null") as Json));
    hash.update(`${JSON.stringify([id, name, ...values])}\n`);
  }
  const documents = await readDocuments(database);
  for (const row of documents) hash.update(`${canonicalJson({ ...row })}\n`);
  const counts = { versions, heroRows: heroes.length, documents: documents.length, last };
  return { ...counts, sha256: hash.digest("hex") };
}
