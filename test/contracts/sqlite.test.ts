import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

const make = async () => {
  const folder = mkdtempSync(join(tmpdir(), "restera-database-"));
  let made = 0;
  return {
    newUrl: async () => join(folder, `home ${++made}`, "restera.db"),
    cleanUp: async () => rmSync(folder, { recursive: true, force: true }),
  };
};

testDatabase("the database on SQLite", make);
testTasks("tasks on SQLite", make);
testEvents("events on SQLite", make);
testSchedules("schedules on SQLite", make);
testHealth("health on SQLite", make);
testMemory("memory on SQLite", make);
testSearch("search on SQLite", make);
testTransfer("moving memory on SQLite", make);
testVectors("vectors on SQLite", make);
testMakingVectors("making vectors on SQLite", make);
testMigration("memory from SQLite to SQLite", make, make);
testCopies("copies of memory on SQLite", make, make);
