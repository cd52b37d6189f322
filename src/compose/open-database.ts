import { fileURLToPath } from "node:url";
import { ResteraError } from "../foundation/errors.ts";
import type { Database } from "../stores/database/database.ts";

export interface OpenDatabaseOptions {
  /** How long another process's writer is waited for, on SQLite; ten seconds when absent. */
  readonly busyTimeoutMs?: number;
}

/**
 * Opens the database of an address: the path of a SQLite file (also as `file:`), or `postgres://user@host/database`. Its tables
 * are made and brought up to date. Throws `database-kind` and what the adapters throw.
 */
export async function openDatabase(
  url: string,
  options: OpenDatabaseOptions = {},
): Promise<Database> {
  if (/^postgres(?:ql)?:\/\//.test(url)) {
    const { openPostgres } = await import("../stores/database/postgres/open-postgres.ts");
    return openPostgres(url);
  }
  if (/^[a-z][a-z\d+.-]+:/i.test(url) && !url.startsWith("file:") && !/^[a-z]:[\\/]/i.test(url)) {
    throw new ResteraError("database-kind", { url });
  }
  const { openSqlite } = await import("../stores/database/sqlite/open-sqlite.ts");
  return openSqlite(url.startsWith("file:") ? fileURLToPath(url) : url, options);
}
