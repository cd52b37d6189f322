import { skipWithoutPostgres, startPostgres } from "../../servers/postgres.ts";
import { testTasks } from "./test-tasks.ts";

testTasks(
  "tasks on PostgreSQL",
  async () => {
    const server = await startPostgres();
    return { newUrl: () => server.createDatabase(), cleanUp: () => server.stop() };
  },
  { skip: skipWithoutPostgres() },
);
