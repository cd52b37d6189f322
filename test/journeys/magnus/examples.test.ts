import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { assertExamplesWorked, runMagnusExamples } from "./examples.ts";

test("the six examples of Magnus run as documented, in development on ./dev-data", async (t) => {
  const folder = temporaryFolder(t);
  assertExamplesWorked(await runMagnusExamples(folder));
  assert.ok(existsSync(join(folder, "dev-data/magnus-data/learning/knowledge-latest.json")));
});
