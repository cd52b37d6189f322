import { setImmediate as turn } from "node:timers/promises";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from "kysely";
import { sqliteError, whileBusy } from "./sqlite-errors.ts";
import { SqliteStatements } from "./sqlite-statements.ts";

/** Calls are synchronous: after so long in a row, the rest of the process gets its turn. */
const longestRunMs = 10;

/**
 * Kysely on one connection of Node's own SQLite. Unlike Kysely's dialect, a transaction is a writer from its first statement
 * on (BEGIN IMMEDIATE): one that begins as a reader can be refused in its middle. Waiting for another process's writer
 * leaves this process free to do other things.
 */
export function sqliteDialect(connection: DatabaseSync, url: string, timeoutMs?: number): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(connection, url, timeoutMs),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class SqliteDriver implements Driver {
  private readonly database: DatabaseSync;
  private readonly timeoutMs: number | undefined;
  private readonly connection: SqliteConnection;
  /** The end of the queue for the one connection. */
  private last: Promise<void> = Promise.resolve();
  private turnMs = performance.now();
  private release: () => void = () => undefined;

  constructor(database: DatabaseSync, url: string, timeoutMs: number | undefined) {
    this.database = database;
    this.timeoutMs = timeoutMs;
    this.connection = new SqliteConnection(database, url, timeoutMs);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.last = promise;
    await before;
    if (performance.now() - this.turnMs > longestRunMs) {
      await turn();
      this.turnMs = performance.now();
    }
    this.release = resolve;
    return this.connection;
  }

  async releaseConnection(): Promise<void> {
    this.release();
  }

  /** One that only reads sees what was there when it first looked, and is in nobody's way. */
  beginTransaction(_: unknown, { accessMode }: TransactionSettings): Promise<void> {
    const begin = accessMode === "read only" ? "begin" : "begin immediate";
    return whileBusy(() => this.database.exec(begin), this.timeoutMs);
  }

  async commitTransaction(): Promise<void> {
    this.database.exec("commit");
  }

  async rollbackTransaction(): Promise<void> {
    // A full disk has ended the transaction already.
    if (this.database.isTransaction) this.database.exec("rollback");
  }

  async destroy(): Promise<void> {
    if (this.database.isOpen) this.database.close();
  }
}

class SqliteConnection implements DatabaseConnection {
  private readonly database: DatabaseSync;
  private readonly url: string;
  private readonly timeoutMs: number | undefined;
  private readonly statements: SqliteStatements;

  constructor(database: DatabaseSync, url: string, timeoutMs: number | undefined) {
    this.database = database;
    this.url = url;
    this.timeoutMs = timeoutMs;
    this.statements = new SqliteStatements(database);
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows, changes } = await whileBusy(
      () => this.statements.run(sql, parameters),
      this.timeoutMs,
    ).catch((error: unknown) => {
      throw sqliteError(error, this.url);
    });
    return {
      rows: rows as Row[],
      ...(changes !== undefined && { numAffectedRows: BigInt(changes) }),
    };
  }

  async *streamQuery<Row>({
    sql,
    parameters,
  }: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    const statement = this.database.prepare(sql);
    for (const row of statement.iterate(...(parameters as SQLInputValue[]))) {
      yield { rows: [row as Row] };
    }
  }
}
