import { after } from "node:test";
import { type PostgresServer, skipWithoutPostgres, startPostgres } from "../servers/postgres.ts";
import { testDatabase } from "./database/test-database.ts";
import { testHealth } from "./tasks/test-health.ts";
import { testSchedules } from "./tasks/test-schedules.ts";
import { testTasks } from "./tasks/test-tasks.ts";

const skip = skipWithoutPostgres();
let server: Promise<PostgresServer> | undefined;
after(async () => (await server)?.stop());

const make = async () => {
  server ??= startPostgres();
  const { createDatabase } = await server;
  return { newUrl: createDatabase, cleanUp: async () => undefined };
};

testDatabase("the database on PostgreSQL", make, { skip });
testTasks("tasks on PostgreSQL", make, { skip });
testSchedules("schedules on PostgreSQL", make, { skip });
testHealth("health on PostgreSQL", make, { skip });
