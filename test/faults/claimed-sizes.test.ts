import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createVault, openVault } from "../../src/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { newVault, objectsIn, password } from "../support/test-vault.ts";
import { VaultEditor } from "./mutated-vault/vault-editor.ts";

test("an index that claims a blob of 2 GiB costs no memory: the file is named, and a copy says what is damaged", async (t) => {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  const file = join(folder, "file");
  // Compressed, so that the index has the length of its text apart, and that one stays right.
  writeFileSync(file, "a text ".repeat(30_000));
  await vault.backUp({ paths: [file] });
  const editor = await VaultEditor.open(access.url);
  const [id] = objectsIn(access.url, "index");
  const index = (await editor.load("index", id!)).toString();
  const claimed = index.replace(/("type":"data","offset":0,"length":)\d+/, "$12147483647");
  assert.notEqual(claimed, index);
  await editor.put("index", Buffer.from(claimed), id);

  const damaged = await openVault(access.url, { password });
  t.after(() => damaged.close());
  const target = join(folder, "target");
  const { problems } = await damaged.restore({ snapshot: "latest", target });
  assert.deepEqual(
    problems.map(({ damaged: isDamaged }) => isDamaged),
    [true],
  );
  const other = await createVault(join(folder, "other"), { password });
  t.after(() => other.close());
  await assert.rejects(other.copyFrom(damaged), (error: Error) =>
    /damaged|missing/.test(error.message),
  );
});
