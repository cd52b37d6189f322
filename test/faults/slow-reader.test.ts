import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { startRestera } from "../support/run-restera.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { newVault, objectsIn } from "../support/test-vault.ts";

test("a file that is dumped into a pipe comes whole and without a word, and a signal is heard while nobody reads", async (t) => {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  const file = join(folder, "file");
  const content = seededBytes(1, 20_000_000);
  writeFileSync(file, content);
  await vault.backUp({ paths: [file] });

  const read = startRestera(access, ["dump", "latest", file]);
  const parts: Buffer[] = [];
  read.stdout.on("data", (bytes: Buffer) => parts.push(bytes));
  assert.equal(await text(read.stderr), "");
  assert.ok(Buffer.concat(parts).equals(content));

  const unread = startRestera(access, ["dump", "latest", file]);
  t.after(() => unread.kill("SIGKILL"));
  const said = text(unread.stderr);
  await once(unread.stdout, "readable");
  unread.kill("SIGTERM");
  const [code] = (await once(unread, "exit")) as [number | null];
  assert.equal(code, 130);
  assert.equal(await said, "Cancelled.\n");
  assert.deepEqual(objectsIn(access.url, "locks"), []);
});
