import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const guide = readFileSync(join(import.meta.dirname, "../../../docs/guides/magnus.md"), "utf8");

/** The calls that the documentation of Magnus Cloud Storage has. */
const documented = [
  ...[
    "initialize",
    "analyze",
    "startGeneration",
    "recordOutcome",
    "backupToCloud",
    "restoreFromCloud",
  ],
  ...[
    "syncWithCloud",
    "getCloudStats",
    "backupLearningData",
    "restoreLearningData",
    "archiveSession",
  ],
  ...[
    "restoreSession",
    "archiveScanReport",
    "archiveDecision",
    "backupGeneratedProject",
    "backupAll",
  ],
  "sync",
];

test("the guide names every documented call of Magnus, each with a test that is there", () => {
  const rows = [...guide.matchAll(/^\| (.+) \| ([a-z0-9.-]+): (.+) \|$/gm)];
  for (const call of documented) {
    assert.ok(
      rows.some(([, cell = ""]) => cell.includes(`${call}(`)),
      call,
    );
  }
  for (const [, , file = "", name = ""] of rows) {
    const text = readFileSync(join(import.meta.dirname, `${file}.test.ts`), "utf8");
    assert.ok(text.includes(JSON.stringify(name)), `${file}: ${name}`);
  }
});
