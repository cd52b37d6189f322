import { skipWithoutPostgres, startPostgres } from "../../servers/postgres.ts";
import { testDatabase } from "./test-database.ts";

testDatabase(
  "the database on PostgreSQL",
  async () => {
    const server = await startPostgres();
    return { newUrl: () => server.createDatabase(), cleanUp: () => server.stop() };
  },
  { skip: skipWithoutPostgres() },
);
