import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testTasks } from "./test-tasks.ts";

testTasks("tasks on SQLite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "restera-tasks-"));
  let made = 0;
  return {
    newUrl: async () => join(folder, `home ${++made}`, "restera.db"),
    cleanUp: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
