import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { removeTree } from "./remove-tree.ts";

test("a tree goes as a whole, and nothing that its links lead to", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "restera-remove-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const tree = join(folder, "tree");
  for (let at = 0; at < 300; at++) {
    mkdirSync(join(tree, `${at % 3}/deep/er`), { recursive: true });
    writeFileSync(join(tree, `${at % 3}/deep/${at}`), "x");
  }
  mkdirSync(join(folder, "kept"));
  writeFileSync(join(folder, "kept/file"), "x");
  symlinkSync("../kept", join(tree, "link"));
  symlinkSync("nowhere", join(tree, "0/broken"));
  await removeTree(tree);
  assert.deepEqual(readdirSync(folder), ["kept"]);
  assert.ok(existsSync(join(folder, "kept/file")));
  symlinkSync("kept", join(folder, "link"));
  await removeTree(join(folder, "link"));
  await removeTree(join(folder, "never there"));
  assert.deepEqual(readdirSync(join(folder, "kept")), ["file"]);
});
