import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testDatabase } from "./test-database.ts";

testDatabase("the database on SQLite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "restera-database-"));
  let made = 0;
  return {
    newUrl: async () => join(folder, `home ${++made}`, "restera.db"),
    cleanUp: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
