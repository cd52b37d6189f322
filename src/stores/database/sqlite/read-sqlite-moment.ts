import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { sqliteError, whileBusy } from "./sqlite-errors.ts";

/**
 * Reads a database as it is at one moment, for as long as `work` takes: with a write-ahead log nobody waits for a reader, who sees
 * nothing that comes later. Throws `database-damaged`, `database-unreachable`.
 */
export async function readSqliteMoment<Result>(
  path: string,
  work: (rows: Kysely<Schema>) => Promise<Result>,
): Promise<Result> {
  let connection: DatabaseSync | undefined;
  try {
    connection = new DatabaseSync(path, { readOnly: true });
    const opened = connection;
    await whileBusy(() => {
      if (!opened.isTransaction) opened.exec("begin");
      // The moment is that of the first read.
      opened.prepare("select count(*) from sqlite_schema").get();
    });
    return await work(new Kysely<Schema>({ dialect: sqliteDialect(opened, path) }));
  } catch (error) {
    throw sqliteError(error, path);
  } finally {
    connection?.close();
  }
}
