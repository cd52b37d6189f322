import { Kysely, sql, type Transaction } from "kysely";
import { Pool, types } from "pg";
import { ResteraError } from "../../../foundation/errors.ts";
import type { Database } from "../database.ts";
import { migrate } from "../migrate.ts";
import type { Schema } from "../schema.ts";
import { postgresDialect } from "./postgres-dialect.ts";
import { PostgresListener } from "./postgres-listener.ts";
import { postgresError, wantsAnother } from "./postgres-errors.ts";

const mostConnections = 5;
const connectTimeoutMs = 10_000;
const statementTimeoutMs = 60_000;
const lockTimeoutMs = 10_000;
const idleInTransactionMs = 60_000;
const mostAttempts = 6;
const leastVersion = 15;
/** PostgreSQL's int8, which the driver gives as text: all of ours are exact as numbers. */
const int8 = types.builtins.INT8;

/**
 * Opens a PostgreSQL database by its URL and brings its tables up to date. Throws `database-unreachable`, `database-old`,
 * `database-newer`.
 */
export async function openPostgres(url: string): Promise<Database> {
  const pool = new Pool({
    connectionString: url,
    max: mostConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    keepAlive: true,
    application_name: "restera",
    types: {
      getTypeParser: ((...asked: Parameters<typeof types.getTypeParser>) =>
        asked[0] === int8 ? Number : types.getTypeParser(...asked)) as typeof types.getTypeParser,
    },
  });
  const database = new PostgresDatabase(url, pool);
  try {
    await database.refuseOld();
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    throw postgresError(error, database.url);
  }
}

class PostgresDatabase implements Database {
  readonly kind = "postgres";
  readonly url: string;
  readonly rows: Kysely<Schema>;
  private readonly listener: PostgresListener;
  private readonly closing: (() => Promise<void>)[] = [];

  constructor(url: string, pool: Pool) {
    this.listener = new PostgresListener(url);
    this.url = withoutPassword(url);
    this.rows = new Kysely<Schema>({ dialect: postgresDialect(pool, this.url) });
  }

  async write<Result>(work: (rows: Transaction<Schema>) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.rows.transaction().execute(work);
      } catch (error) {
        if (attempt === mostAttempts || !wantsAnother(error)) throw postgresError(error, this.url);
      }
    }
  }

  writeMuch<Result>(work: (rows: Transaction<Schema>) => Promise<Result>): Promise<Result> {
    return this.write(work);
  }

  async refuseOld(): Promise<void> {
    const { rows } = await sql<{ server_version_num: string }>`
      show server_version_num`.execute(this.rows);
    const version = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
    if (!(version >= leastVersion)) {
      throw new ResteraError("database-old", { url: this.url, version, least: leastVersion });
    }
  }

  onWake(listener: () => void): () => void {
    return this.listener.add(listener);
  }

  beforeClose(work: () => Promise<void>): void {
    this.closing.push(work);
  }

  async close(): Promise<void> {
    for (const work of this.closing.splice(0)) await work();
    await this.listener.close();
    await this.rows.destroy();
  }
}

function withoutPassword(text: string): string {
  try {
    const url = new URL(text);
    url.password = "";
    url.searchParams.delete("password");
    return url.href;
  } catch {
    return "postgres:";
  }
}
