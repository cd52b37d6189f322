import { join } from "node:path";
import type { Kysely, Transaction } from "kysely";
import { ResteraError } from "../../../foundation/errors.ts";
import type { Database } from "../../../stores/database/database.ts";
import { allMemoryColumns } from "../../../stores/database/memory-columns.ts";
import type { MemoryRow, Schema } from "../../../stores/database/schema.ts";
import type { VectorDialect } from "../../../stores/database/vectors/vector-dialect.ts";
import { vectorLines } from "../embedding/vector-lines.ts";
import { hashOfFile, readLines, writeLines } from "./line-files.ts";
import {
  type DocumentRow,
  type HeroRow,
  type MemorySummary,
  type WholeMemory,
  wholeMemoryIn,
} from "./whole-memory.ts";
import { makeFolders } from "../../../stores/make-folders.ts";

/** What is read of one moment. */
export interface MomentReader {
  readonly kind: Database["kind"];
  readonly rows: Kysely<Schema>;
  readonly vectors: VectorDialect;
}

/** The SHA-256 of each file, by its name. */
export type FileHashes = Readonly<Record<string, string>>;

/**
 * A row a line, in an order that stays, and nothing in it that changes: a second copy is the first one with lines added. When a
 * version ended is said by the one that replaced it; where that does not tell, it stands in a file of its own.
 */
const names = {
  versions: "versions.ndjson",
  ends: "ends.ndjson",
  heroes: "heroes.ndjson",
  documents: "documents.ndjson",
  vectors: "vectors.ndjson",
  schedules: "schedules.ndjson",
  notifiers: "notifiers.ndjson",
} as const;

const rowsAtOnce = 500;

/**
 * Writes all of memory, its vectors, and the schedules and notifiers beside it, into files of a folder. `reader` sees one moment. The columns
 * of a version stand in the first line, a list of values in each other one.
 */
export async function writeMemoryFiles(
  { kind, rows, vectors }: MomentReader,
  folder: string,
  signal?: AbortSignal,
): Promise<Pick<MemorySummary, "versions" | "last"> & { files: FileHashes }> {
  await makeFolders(folder, 0o700);
  const files: Record<string, string> = {};
  const write = async (name: string, lines: Iterable<string> | AsyncIterable<string>) => {
    files[name] = await writeLines(join(folder, name), lines, signal);
  };
  const memory = wholeMemoryIn({ kind, rows });
  const ends = new Map<number, number>();
  const counts = { versions: 0, last: 0 };
  await write(names.versions, versionLines(memory, ends, counts));
  await write(names.ends, linesOf([...ends]));
  await write(names.heroes, linesOf(await memory.heroes()));
  await write(names.documents, linesOf(await memory.documents()));
  await write(names.vectors, vectorLines(rows, vectors));
  await write(names.schedules, linesOf(await rows.selectFrom("schedules").selectAll().execute()));
  await write(names.notifiers, linesOf(await rows.selectFrom("notifiers").selectAll().execute()));
  return { ...counts, files };
}

/** Memory as such files hold it. Throws `memory-copy-damaged` for what they never held. */
export function memoryInFiles(folder: string): WholeMemory {
  return {
    async *versions() {
      const ends = new Map(await all<[number, number]>(folder, names.ends));
      for await (const { replaces, stored_ms: endedMs } of readVersions(folder)) {
        if (replaces !== null && !ends.has(replaces)) ends.set(replaces, endedMs);
      }
      let page: MemoryRow[] = [];
      for await (const row of readVersions(folder)) {
        page.push({ ...row, ended_ms: ends.get(row.version) ?? null });
        if (page.length < rowsAtOnce) continue;
        yield page;
        page = [];
      }
      if (page.length > 0) yield page;
    },
    heroes: () => all<HeroRow>(folder, names.heroes),
    documents: () => all<DocumentRow>(folder, names.documents),
  };
}

/** The lines of vectors in such files. */
export function vectorsInFiles(folder: string): AsyncIterable<unknown> {
  return readLines(join(folder, names.vectors));
}

/** Adds the schedules and notifiers of such files where no others have their names. */
export async function restoreSettings(rows: Transaction<Schema>, folder: string): Promise<void> {
  for (const row of await all<Schema["schedules"]>(folder, names.schedules)) {
    await rows
      .insertInto("schedules")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  for (const row of await all<Schema["notifiers"]>(folder, names.notifiers)) {
    await rows
      .insertInto("notifiers")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

async function* readVersions(folder: string): AsyncGenerator<MemoryRow> {
  let columns: readonly string[] | undefined;
  for await (const line of readLines(join(folder, names.versions))) {
    const values = line as { columns?: string[] } & unknown[];
    if (columns === undefined) columns = values.columns ?? [];
    else yield rowOf(columns, values);
  }
}

/** Columns that this program does not know are left out, and those that came later are empty. */
function rowOf(columns: readonly string[], values: readonly unknown[]): MemoryRow {
  const given = new Map(columns.map((name, at) => [name, values[at]]));
  const known = allMemoryColumns.map(([name]) => [name, given.get(name) ?? null]);
  return Object.fromEntries(known) as MemoryRow;
}

async function* versionLines(
  memory: WholeMemory,
  ends: Map<number, number>,
  counts: { versions: number; last: number },
): AsyncGenerator<string> {
  const columns = allMemoryColumns.map(([name]) => name).filter((name) => name !== "ended_ms");
  yield `${JSON.stringify({ columns })}\n`;
  for await (const page of memory.versions()) {
    for (const { version, ended_ms: endedMs, replaces, stored_ms: storedMs } of page) {
      if (endedMs !== null) ends.set(version, endedMs);
      if (replaces !== null && ends.get(replaces) === storedMs) ends.delete(replaces);
    }
    counts.versions += page.length;
    counts.last = page.at(-1)?.version ?? counts.last;
    yield page.map((row) => `${JSON.stringify(columns.map((name) => row[name]))}\n`).join("");
  }
}

function linesOf(rows: readonly object[]): string[] {
  return rows.map((row) => `${JSON.stringify(row)}\n`);
}

async function all<Row>(folder: string, name: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of readLines(join(folder, name))) rows.push(row as Row);
  return rows;
}

/** Throws `memory-copy-damaged` when files are not those that were written. */
export async function checkMemoryFiles(folder: string, files: FileHashes): Promise<void> {
  for (const name of Object.values(names)) {
    const path = join(folder, name);
    if ((await hashOfFile(path)) === files[name]) continue;
    const problem = "it is not what was written";
    throw new ResteraError("memory-copy-damaged", { path, problem });
  }
}
