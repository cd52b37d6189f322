import type { Kysely, Transaction } from "kysely";
import type { Schema } from "./schema.ts";

/** Rows, and transactions that either happen whole or not at all and are on disk when they resolve. */
export interface Database {
  readonly kind: "sqlite" | "postgres";
  /** The address, without a password. */
  readonly url: string;
  /** For reading. Sees what is committed. */
  readonly rows: Kysely<Schema>;
  /**
   * Runs statements in one transaction that no other writer's comes between. `work` only talks to the
   * database, and may run again when the database asks for it. Throws `database-busy`, `database-full`,
   * `database-conflict` (something unique is there already), `database-unreachable`, `database-damaged`.
   */
  write<Result>(work: (rows: Transaction<Schema>) => Promise<Result>): Promise<Result>;
  /** The same for many rows: on SQLite in a thread of its own, so that this one is free meanwhile. */
  writeMuch<Result>(work: (rows: Transaction<Schema>) => Promise<Result>): Promise<Result>;
  /**
   * Calls whenever tasks may have changed, as far as the database tells; it may also tell nothing, so whoever listens looks
   * now and then all the same. Gives the way to stop it.
   */
  onWake(listener: () => void): () => void;
  /** Work to be done before the connections close: letting go of what belongs to this database. */
  beforeClose(work: () => Promise<void>): void;
  close(): Promise<void>;
}
