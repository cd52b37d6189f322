import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../../..");
const guide = readFileSync(join(root, "docs/guides/signaltrust.md"), "utf8");

/** What the two documents of SignalTrust name. */
const documented = [
  ...["backup_all_data", "sync_to_cloud", "list_backups", "get_backup", "get_statistics"],
  ...["_init_aws", "_init_gcp", "_init_azure", "_upload_to_s3", "_calculate_checksum"],
  ...["cloud_storage", "monitor_backups.py", "auto_backup.py", ".env.example"],
];

test("the guide names every documented call of SignalTrust, each with a test that is there", () => {
  const rows = [...guide.matchAll(/^\| (.+) \| (.+) \| (\S+\.test\.ts): (.+) \|$/gm)];
  for (const name of documented) {
    assert.ok(
      rows.some(([, cell = ""]) => cell.includes(name)),
      name,
    );
  }
  for (const [, , , file = "", name = ""] of rows) {
    const text = readFileSync(join(root, file), "utf8");
    assert.ok(text.includes(JSON.stringify(name)), `${file}: ${name}`);
  }
});
