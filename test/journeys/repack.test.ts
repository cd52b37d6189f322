import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonLines, runRestera } from "../support/run-restera.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { newVault, objectsIn, readWhole } from "../support/test-vault.ts";

test("repack joins the small packs of many short backups, and nothing is lost", async (t) => {
  const { vault, access } = await newVault(t, temporaryFolder(t));
  const contents = new Map<string, Buffer>();
  async function* streamOf(bytes: Buffer): AsyncGenerator<Buffer> {
    yield bytes;
  }
  for (let i = 0; i < 6; i++) {
    const bytes = seededBytes(i, 20_000);
    const stdin = { name: "file", stream: streamOf(bytes) };
    const { snapshot } = await vault.backUp({ paths: [], stdin, lock: { take: false } });
    contents.set(snapshot!.id, bytes);
  }
  const before = objectsIn(access.url, "data");
  assert.equal(before.length, 12);
  const few = await vault.prune({ smallPackBytes: 1000, dryRun: true });
  assert.deepEqual(few.repacked, [], "nothing is smaller than that, or there are too few");

  const { code, stdout, stderr } = await runRestera(access, ["repack", "--json"]);
  assert.equal(code, 0, stderr);
  const { deleted } = jsonLines(stdout).at(-1) as { deleted: string[] };
  assert.deepEqual(deleted.toSorted(), before);
  assert.equal(objectsIn(access.url, "data").length, 2, "one pack of data, one of trees");
  for (const [id, bytes] of contents)
    assert.ok((await readWhole(vault, id, "/file")).equals(bytes));
  const { ok, findings } = await vault.check({ readData: true });
  assert.ok(ok && findings.length === 0);
});
