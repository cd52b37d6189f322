import { setImmediate as turn } from "node:timers/promises";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { whileBusy } from "./sqlite-errors.ts";

const mostStatements = 200;
/** Calls are synchronous: after so long in a row, the rest of the process gets its turn. */
const longestRunMs = 10;

/**
 * Kysely on one connection of Node's own SQLite. Unlike Kysely's dialect, a transaction is a writer from its first statement
 * on (BEGIN IMMEDIATE): one that begins as a reader can be refused in its middle. Waiting for another process's writer
 * leaves this process free to do other things.
 */
export function sqliteDialect(connection: DatabaseSync, timeoutMs?: number): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(connection, timeoutMs),
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

  constructor(database: DatabaseSync, timeoutMs: number | undefined) {
    this.database = database;
    this.timeoutMs = timeoutMs;
    this.connection = new SqliteConnection(database, timeoutMs);
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

  beginTransaction(): Promise<void> {
    return whileBusy(() => this.database.exec("begin immediate"), this.timeoutMs);
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
  private readonly timeoutMs: number | undefined;
  private readonly statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync, timeoutMs: number | undefined) {
    this.database = database;
    this.timeoutMs = timeoutMs;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    return whileBusy(() => {
      const statement = this.prepare(sql);
      const values = parameters as SQLInputValue[];
      if (statement.columns().length > 0) return { rows: statement.all(...values) as Row[] };
      const { changes } = statement.run(...values);
      return { rows: [], numAffectedRows: BigInt(changes) };
    }, this.timeoutMs);
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

  private prepare(sql: string): StatementSync {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    if (this.statements.size >= mostStatements) this.statements.clear();
    const statement = this.database.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }
}
