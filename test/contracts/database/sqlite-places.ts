import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabasesUnderTest } from "./test-database.ts";

/** Files of SQLite, each in a folder that is not there yet. */
export async function sqlitePlaces(): Promise<DatabasesUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), "restera-database-"));
  let made = 0;
  return {
    newUrl: async () => join(folder, `home ${++made}`, "restera.db"),
    cleanUp: async () => rmSync(folder, { recursive: true, force: true }),
  };
}
