import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely, type Transaction } from "kysely";
import { isSystemError, problemOf, ResteraError } from "../../../foundation/errors.ts";
import type { Database } from "../database.ts";
import { migrate } from "../migrate.ts";
import type { Schema } from "../schema.ts";
import { refuseNetworkFileSystem } from "./network-file-system.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { sqliteError, whileBusy } from "./sqlite-errors.ts";

/** Of the file in memory, where it is read so much: searches look at pages all over it. */
const cacheKib = 16_384;

export interface OpenSqliteOptions {
  /** How long another process's writer is waited for; ten seconds when absent. */
  readonly busyTimeoutMs?: number;
}

/**
 * Opens a SQLite file, makes it (for this user alone) when it is missing, and brings its tables up to date. What is committed
 * survives a power cut: write-ahead log, synchronous = FULL. Throws `database-on-network`, `database-newer`, `database-damaged`,
 * `database-unreachable`, `database-full`.
 */
export async function openSqlite(
  path: string,
  { busyTimeoutMs }: OpenSqliteOptions = {},
): Promise<Database> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await refuseNetworkFileSystem(dirname(path));
    await (await open(path, "a", 0o600)).close();
  } catch (error) {
    if (error instanceof ResteraError) throw error;
    const code = isSystemError(error, "ENOSPC", "EDQUOT")
      ? "database-full"
      : "database-unreachable";
    throw new ResteraError(code, { url: path, problem: problemOf(error), cause: error });
  }
  const opened: DatabaseSync[] = [];
  try {
    const [writer, reader] = [await connect(path, opened), await connect(path, opened)];
    reader.exec("pragma query_only = on");
    const database = new SqliteDatabase(path, writer, reader, busyTimeoutMs);
    await migrate(database);
    return database;
  } catch (error) {
    for (const connection of opened) connection.close();
    throw sqliteError(error, path);
  }
}

async function connect(path: string, opened: DatabaseSync[]): Promise<DatabaseSync> {
  const connection = new DatabaseSync(path, { enableForeignKeyConstraints: true });
  opened.push(connection);
  // Waiting inside SQLite would stop the whole process: see whileBusy().
  connection.exec("pragma busy_timeout = 0");
  await whileBusy(() => connection.exec("pragma journal_mode = wal"));
  await whileBusy(() => connection.exec("pragma synchronous = full"));
  connection.exec(`pragma cache_size = -${cacheKib}`);
  return connection;
}

/** Two connections: who reads never waits for who writes, and nothing is written outside a transaction. */
class SqliteDatabase implements Database {
  readonly kind = "sqlite";
  readonly url: string;
  readonly rows: Kysely<Schema>;
  private readonly writer: Kysely<Schema>;

  constructor(
    path: string,
    writer: DatabaseSync,
    reader: DatabaseSync,
    busyTimeoutMs: number | undefined,
  ) {
    this.url = path;
    this.rows = new Kysely<Schema>({ dialect: sqliteDialect(reader, busyTimeoutMs) });
    this.writer = new Kysely<Schema>({ dialect: sqliteDialect(writer, busyTimeoutMs) });
  }

  async write<Result>(work: (rows: Transaction<Schema>) => Promise<Result>): Promise<Result> {
    try {
      return await this.writer.transaction().execute(work);
    } catch (error) {
      throw sqliteError(error, this.url);
    }
  }

  /** SQLite tells nobody anything. */
  onWake(): () => void {
    return () => undefined;
  }

  async close(): Promise<void> {
    await this.rows.destroy();
    await this.writer.destroy();
  }
}
