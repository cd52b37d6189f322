import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type AzureServer, startAzurite } from "../../servers/azurite.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { runExamples, writeData } from "./examples.ts";

async function settingsOf(azure: AzureServer): Promise<string> {
  await azure.createContainer("signaltrust-backups");
  return [
    "CLOUD_PROVIDER=azure",
    "AZURE_CONTAINER=signaltrust-backups",
    `AZURE_STORAGE_CONNECTION_STRING=${azure.connectionString()}`,
  ].join("\n");
}

test("the examples of SignalTrust run as documented", async (t) => {
  const azure = await startAzurite();
  t.after(() => azure.stop());
  const folder = temporaryFolder(t);
  writeData(folder);
  writeFileSync(join(folder, ".env"), await settingsOf(azure));
  const out = await runExamples(folder);
  assert.match(out, /^Created: unified_backup_\d{8}_\d{6}$/m);
  assert.match(out, /^Total: 1 backups, 0\.00 MB$/m);
  assert.match(out, /^Backup \d{4}-\d\d-\d\dT[\d:.]+: IQ 142\.5$/m);
  assert.match(out, /^Trained: bull\nTrained: bear$/m);
  assert.match(out, /^Synced: 0$/m);
  assert.match(out, /^Restored: collective_intelligence, shared_knowledge$/m);
});
