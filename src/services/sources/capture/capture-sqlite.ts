import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { isSystemError } from "../../../foundation/errors.ts";
import { type Captured, type CaptureRun, nothingThere, type SqliteSource } from "../source.ts";
import { copySqlite, looksLikeSqlite } from "./copy-sqlite.ts";

/** A SQLite database, below `sources/NAME/`. Throws an Error when it is none, or is not sound. */
export async function captureSqlite(source: SqliteSource, run: CaptureRun): Promise<Captured> {
  const { path, name } = source;
  const size = await sizeOf(path);
  if (size === undefined) return nothingThere;
  if (size > 0 && !(await looksLikeSqlite(path))) throw new Error(`${path} is no SQLite database`);
  const file = join(run.scratch, "database");
  await copySqlite(path, file, run.signal);
  const archived = `sources/${name}/${basename(path)}`;
  return {
    ...{ isThere: true, topPaths: [`sources/${name}`], problems: [] },
    entries: [{ path: archived, file }],
  };
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}
