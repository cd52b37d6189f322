import { DatabaseSync } from "node:sqlite";
import { whileBusy } from "./sqlite-errors.ts";

/** Of the file in memory, where it is read so much: searches look at pages all over it. */
const cacheKib = 16_384;

/** A connection to a file that is there. What it commits survives a power cut; it never waits inside of SQLite. */
export async function connectSqlite(
  path: string,
  onOpened: (connection: DatabaseSync) => void = () => undefined,
): Promise<DatabaseSync> {
  const connection = new DatabaseSync(path, { enableForeignKeyConstraints: true });
  onOpened(connection);
  // Waiting inside SQLite would stop the whole process: see whileBusy().
  connection.exec("pragma busy_timeout = 0");
  await whileBusy(() => connection.exec("pragma journal_mode = wal"));
  await whileBusy(() => connection.exec("pragma synchronous = full"));
  connection.exec(`pragma cache_size = -${cacheKib}`);
  return connection;
}
