import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isSystemError } from "../foundation/errors.ts";
import { makeFolder } from "./sync-folder.ts";

const root = mkdtempSync(join(tmpdir(), "restera-folder-"));
after(() => rmSync(root, { recursive: true }));

test("a folder is made with its parents, for their owner alone, and may be there already", async () => {
  const folder = join(root, "a/b/c");
  await makeFolder(folder);
  await makeFolder(folder);
  for (const each of ["a", "a/b", "a/b/c"]) {
    assert.equal(statSync(join(root, each)).mode & 0o777, 0o700);
  }
});

test("a folder cannot be below a file", async () => {
  const file = join(root, "file");
  writeFileSync(file, "");
  await assert.rejects(makeFolder(join(file, "a")), (error) => isSystemError(error, "ENOTDIR"));
});

test(
  "where no folder can be made it fails, and does not try for ever",
  { skip: !existsSync("/proc/self") && "only Linux has such a place everywhere" },
  async () => {
    const folder = "/proc/restera/of/no/use";
    await assert.rejects(makeFolder(folder), (error) => isSystemError(error, "ENOENT"));
  },
);
