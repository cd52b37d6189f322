import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { Client } from "pg";
import { memoryStoreOf } from "../../src/compose/memory-store-of.ts";
import { openDatabase } from "../../src/compose/open-database.ts";
import { addTask } from "../../src/services/tasks/add-task.ts";
import { supervise } from "../../src/services/tasks/supervise.ts";
import type { Database } from "../../src/stores/database/database.ts";
import {
  type PostgresServer,
  hasPgvector,
  skipWithoutPostgres,
  startPostgres,
} from "../servers/postgres.ts";
import { sqlitePlaces } from "./database/sqlite-places.ts";
import { testDatabase } from "./database/test-database.ts";
import { testCopies } from "./memory/test-copies.ts";
import { testMemory } from "./memory/test-memory.ts";
import { testMigration } from "./memory/test-migration.ts";
import { testSearch } from "./memory/test-search.ts";
import { testTransfer } from "./memory/test-transfer.ts";
import { testMakingVectors } from "./memory/test-making-vectors.ts";
import { testVectors } from "./memory/test-vectors.ts";
import { testEvents } from "./tasks/test-events.ts";
import { testHealth } from "./tasks/test-health.ts";
import { testSchedules } from "./tasks/test-schedules.ts";
import { testTasks } from "./tasks/test-tasks.ts";
import { untilState } from "./tasks/until-state.ts";

const skip = skipWithoutPostgres();
let server: Promise<PostgresServer> | undefined;
after(async () => (await server)?.stop());

const make = async () => {
  server ??= startPostgres();
  const { createDatabase } = await server;
  return { newUrl: createDatabase, cleanUp: async () => undefined };
};

/** Databases of a user who may not switch extensions on. */
const makePlain = async () => {
  const { newUrl, cleanUp } = await make();
  const plainUrl = async (): Promise<string> => {
    const url = await newUrl();
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`do $$ begin create role plain login; exception when duplicate_object then
      null; end $$; grant create on schema public to plain`);
    await client.end();
    return url.replace(/\/\/\w+@/, "//plain@");
  };
  return { newUrl: plainUrl, cleanUp };
};

testDatabase("the database on PostgreSQL", make, { skip });
testTasks("tasks on PostgreSQL", make, { skip });
testEvents("events on PostgreSQL", make, { skip });
testSchedules("schedules on PostgreSQL", make, { skip });
testHealth("health on PostgreSQL", make, { skip });
testMemory("memory on PostgreSQL", make, { skip });
testSearch("search on PostgreSQL", make, { skip });
testTransfer("moving memory on PostgreSQL", make, { skip });
testVectors("vectors on PostgreSQL without pgvector", makePlain, { skip });
testMakingVectors("making vectors on PostgreSQL", makePlain, { skip, copyTo: sqlitePlaces });
// Many systems do not package it: `pgvector.servers.test.ts` runs the same wherever npm brings it.
if (hasPgvector())
  testVectors("vectors on PostgreSQL with its pgvector", make, { skip, way: "pgvector" });
testMemory("memory on PostgreSQL without extensions", makePlain, { skip });
testSearch("search on PostgreSQL without extensions", makePlain, { skip });
testMigration("memory from SQLite to PostgreSQL", sqlitePlaces, make, { skip });
testMigration("memory from PostgreSQL to SQLite", make, sqlitePlaces, { skip });
testCopies("copies of memory on PostgreSQL", make, sqlitePlaces, { skip });
testCopies("copies of memory from SQLite for PostgreSQL", sqlitePlaces, make, { skip });

test("PostgreSQL tells which extensions memory uses there", { skip }, async () => {
  for (const [places, words, positions] of [
    [await make(), "pg_trgm", "cube"],
    [await makePlain(), "scan", "scan"],
  ] as const) {
    const database = await openDatabase(await places.newUrl());
    const { dialect } = await memoryStoreOf(database);
    const features = await dialect.features(database.rows);
    assert.deepEqual(features, { text: "tsvector", words, positions });
    await database.close();
  }
});

test(
  "PostgreSQL wakes a supervisor that waits, over a broken connection too",
  { skip },
  async () => {
    const { newUrl } = await make();
    const database = await openDatabase(await newUrl());
    const controller = new AbortController();
    const running = supervise(database, {
      signal: controller.signal,
      // Nobody looks by itself in the time this test has.
      pollMs: 600_000,
      handlers: { x: async () => "woken" },
    });
    for (const isBroken of [false, true]) {
      const pid = await listener(database);
      if (isBroken) {
        await sql`select pg_terminate_backend(${pid})`.execute(database.rows);
        await listener(database, pid);
      }
      const { id } = await addTask(database, { kind: "x", handler: "x", input: null });
      assert.equal((await untilState(database, id, ["done"])).result, "woken");
    }
    controller.abort();
    await running;
    await database.close();
  },
);

/** The server's process for the connection that listens, once there is another one than before. */
async function listener(database: Database, before = 0): Promise<number> {
  for (;;) {
    const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity
      where query like 'listen%' and state = 'idle' and datname = current_database()
        and pid <> ${before}`.execute(database.rows);
    if (rows[0] !== undefined) return rows[0].pid;
    await sleep(50);
  }
}
