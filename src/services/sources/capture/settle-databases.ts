import { join } from "node:path";
import { problemOf } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import type { CaptureRun } from "../source.ts";
import type { Walked } from "../walk-source.ts";
import { copySqlite, looksLikeSqlite } from "./copy-sqlite.ts";

const databaseName = /\.(?:db|db3|sqlite|sqlite3)$/i;
/** What belongs to a database that is in use, and is in the copy already. */
const companions = ["-wal", "-shm", "-journal"];

/**
 * SQLite databases among the files of a folder are copied as of one moment: read as files while somebody writes, they would be torn. One that
 * cannot be copied so is kept as it is, and told.
 */
export async function settleDatabases(
  { entries, problems }: Walked,
  { scratch, signal }: Pick<CaptureRun, "scratch" | "signal">,
): Promise<Walked> {
  const settled: Walked = { entries: [], problems: [...problems] };
  const copied = new Set<string>();
  for (const [at, entry] of entries.entries()) {
    if (!databaseName.test(entry.path) || !(await looksLikeSqlite(entry.file).catch(() => false))) {
      settled.entries.push(entry);
      continue;
    }
    throwIfCancelled(signal);
    const file = join(scratch, `database-${at}`);
    try {
      await copySqlite(entry.file, file, signal);
      settled.entries.push({ path: entry.path, file });
      for (const end of companions) copied.add(`${entry.path}${end}`);
    } catch (error) {
      throwIfCancelled(signal);
      settled.entries.push(entry);
      settled.problems.push({ path: entry.path, kind: "unreadable", problem: problemOf(error) });
    }
  }
  return { ...settled, entries: settled.entries.filter(({ path }) => !copied.has(path)) };
}
