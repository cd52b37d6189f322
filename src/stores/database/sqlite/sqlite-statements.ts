import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

const mostStatements = 200;

export interface SqliteResult {
  readonly rows: readonly unknown[];
  /** Only of what gives no rows. */
  readonly changes?: number | bigint;
}

/** Statements of one connection, each prepared once. */
export class SqliteStatements {
  readonly #database: DatabaseSync;
  readonly #known = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  run(sql: string, parameters: readonly unknown[]): SqliteResult {
    const statement = this.#prepare(sql);
    const values = parameters as readonly SQLInputValue[];
    if (statement.columns().length > 0) return { rows: statement.all(...values) };
    return { rows: [], changes: statement.run(...values).changes };
  }

  #prepare(sql: string): StatementSync {
    const known = this.#known.get(sql);
    if (known !== undefined) return known;
    if (this.#known.size >= mostStatements) this.#known.clear();
    const statement = this.#database.prepare(sql);
    this.#known.set(sql, statement);
    return statement;
  }
}
