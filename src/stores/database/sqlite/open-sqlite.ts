import { open } from "node:fs/promises";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { Kysely, type Transaction } from "kysely";
import { isSystemError, problemOf, ResteraError } from "../../../foundation/errors.ts";
import type { Database } from "../database.ts";
import { migrate } from "../migrate.ts";
import type { Schema } from "../schema.ts";
import { connectSqlite } from "./connect-sqlite.ts";
import { refuseNetworkFileSystem } from "./network-file-system.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { sqliteError } from "./sqlite-errors.ts";
import { sqliteThreadDialect } from "./sqlite-thread.ts";
import { makeFolders } from "../../make-folders.ts";

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
    await makeFolders(dirname(path), 0o700);
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
    const keep = (connection: DatabaseSync): unknown => opened.push(connection);
    const [writer, reader] = [await connectSqlite(path, keep), await connectSqlite(path, keep)];
    reader.exec("pragma query_only = on");
    const database = new SqliteDatabase(path, writer, reader, busyTimeoutMs);
    await migrate(database);
    return database;
  } catch (error) {
    for (const connection of opened) connection.close();
    throw sqliteError(error, path);
  }
}

/**
 * Two connections: who reads never waits for who writes, and nothing is written outside a transaction. A third one, in a thread,
 * is for transactions of many rows.
 */
class SqliteDatabase implements Database {
  readonly kind = "sqlite";
  readonly url: string;
  readonly rows: Kysely<Schema>;
  private readonly writer: Kysely<Schema>;
  private readonly threadWriter: Kysely<Schema>;
  private readonly closing: (() => Promise<void>)[] = [];
  /** The end of the queue of this process's writers. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    path: string,
    writer: DatabaseSync,
    reader: DatabaseSync,
    busyTimeoutMs: number | undefined,
  ) {
    this.url = path;
    this.rows = new Kysely<Schema>({ dialect: sqliteDialect(reader, path, busyTimeoutMs) });
    this.writer = new Kysely<Schema>({ dialect: sqliteDialect(writer, path, busyTimeoutMs) });
    const dialect = sqliteThreadDialect({ path, timeoutMs: busyTimeoutMs });
    this.threadWriter = new Kysely<Schema>({ dialect });
  }

  write<Result>(work: (rows: Transaction<Schema>) => Promise<Result>): Promise<Result> {
    return this.queued(() => this.writer.transaction().execute(work));
  }

  writeMuch<Result>(work: (rows: Transaction<Schema>) => Promise<Result>): Promise<Result> {
    return this.queued(() => this.threadWriter.transaction().execute(work));
  }

  private async queued<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    try {
      return await result;
    } catch (error) {
      throw sqliteError(error, this.url);
    }
  }

  /** SQLite tells nobody anything. */
  onWake(): () => void {
    return () => undefined;
  }

  beforeClose(work: () => Promise<void>): void {
    this.closing.push(work);
  }

  async close(): Promise<void> {
    for (const work of this.closing.splice(0)) await work();
    await this.last;
    await this.threadWriter.destroy();
    await this.rows.destroy();
    await this.writer.destroy();
  }
}
