import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { childPath, type FsPath } from "../../foundation/fs-path.ts";
import { isLongPath, withReach } from "./reach.ts";

const isLinux = process.platform === "linux";

test("a short path is given as it is", () => {
  assert.equal(isLongPath("/a/b"), false);
  assert.equal(
    withReach("/a/b", (access) => access),
    "/a/b",
  );
  const bytes = Buffer.from([0x2f, 0xff]);
  assert.deepEqual(
    withReach(bytes, (access) => access),
    bytes,
  );
});

test(
  "files are reached at any depth, also below names that are not UTF-8",
  { skip: !isLinux },
  (t) => {
    const root = mkdtempSync(join(tmpdir(), "restera-reach-"));
    t.after(() => rmSync(root, { recursive: true, force: true }));
    const notUtf8 = Buffer.from([0x62, 0xff]);
    for (const first of ["plain", notUtf8] as const) {
      let path: FsPath = root;
      for (let level = 0; level < 90; level++) {
        path = childPath(path, level === 0 ? first : `level ${level} ${"x".repeat(200)}`);
        withReach(path, (access) => mkdirSync(access));
      }
      const file = childPath(path, "file");
      assert.ok(isLongPath(file));
      withReach(file, (access) => writeFileSync(access, "deep"));
      assert.equal(
        withReach(file, (access) => readFileSync(access, "utf8")),
        "deep",
      );
    }
  },
);

test("no descriptor stays open, whatever happens", { skip: !isLinux }, () => {
  const open = (): number => readdirSync("/proc/self/fd").length;
  const before = open();
  const path = `/${"x".repeat(200)}`.repeat(60);
  for (let i = 0; i < 20; i++) assert.throws(() => withReach(path, (access) => access), /ENOENT/);
  assert.throws(
    () =>
      withReach("/.".repeat(2500), () => {
        throw new Error("the call failed");
      }),
    /the call failed/,
  );
  assert.equal(open(), before);
});
