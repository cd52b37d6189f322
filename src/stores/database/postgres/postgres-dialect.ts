import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  PostgresDialect,
  type QueryResult,
} from "kysely";
import type { Pool } from "pg";
import { postgresError } from "./postgres-errors.ts";

/** Kysely's dialect, whose queries throw in our words, reading ones too. */
export function postgresDialect(pool: Pool, url: string): Dialect {
  // A connection that breaks while nobody waits for an answer on it: whoever asks next hears of it.
  pool.on("connect", (client) => void client.on("error", () => undefined));
  pool.on("error", () => undefined);
  const dialect = new PostgresDialect({ pool });
  const known = new WeakSet<DatabaseConnection>();
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => {
      const driver = dialect.createDriver();
      const acquire = driver.acquireConnection.bind(driver);
      driver.acquireConnection = async (...given) => {
        const connection = await acquire(...given).catch((error: unknown) => {
          throw postgresError(error, url);
        });
        if (!known.has(connection)) translateErrors(connection, url);
        known.add(connection);
        return connection;
      };
      return driver;
    },
  };
}

function translateErrors(connection: DatabaseConnection, url: string): void {
  const execute = connection.executeQuery.bind(connection);
  connection.executeQuery = async <Row>(
    query: CompiledQuery,
    ...rest: never[]
  ): Promise<QueryResult<Row>> => {
    try {
      return await execute<Row>(query, ...rest);
    } catch (error) {
      throw postgresError(error, url);
    }
  };
}
