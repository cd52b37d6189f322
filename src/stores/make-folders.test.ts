import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isSystemError } from "../foundation/errors.ts";
import { makeFolders, makeFoldersSync } from "./make-folders.ts";

const root = mkdtempSync(join(tmpdir(), "restera-folders-"));
after(() => rmSync(root, { recursive: true }));

const ways: readonly [string, (folder: string, mode?: number) => Promise<string | undefined>][] = [
  ["in turn", makeFolders],
  ["at once", async (folder, mode) => makeFoldersSync(folder, mode)],
];

for (const [way, make] of ways) {
  test(`a folder is made with its parents, and the topmost new one is told (${way})`, async () => {
    const top = join(root, way);
    assert.equal(await make(join(top, "b/c"), 0o700), top);
    assert.equal(await make(join(top, "b/c"), 0o700), undefined);
    assert.equal(await make(join(top, "b/d/e"), 0o700), join(top, "b/d"));
    for (const each of ["b", "b/c", "b/d/e"]) {
      assert.equal(statSync(join(top, each)).mode & 0o777, 0o700);
    }
    symlinkSync(top, `${top}-link`);
    assert.equal(await make(`${top}-link`), undefined);
  });

  test(`a file is no folder, and nothing can be made below it (${way})`, async () => {
    const file = join(root, `${way}-file`);
    writeFileSync(file, "");
    await assert.rejects(make(file), (error) => isSystemError(error, "EEXIST"));
    await assert.rejects(make(join(file, "a/b")), (error) => isSystemError(error, "ENOTDIR"));
  });

  test(
    `where no folder can be made it fails, and does not try for ever (${way})`,
    { skip: !existsSync("/proc/self") && "only Linux has such a place everywhere" },
    async () => {
      const folder = "/proc/restera/of/no/use";
      await assert.rejects(make(folder), (error) => isSystemError(error, "ENOENT"));
    },
  );
}
