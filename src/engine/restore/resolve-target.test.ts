import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { test, type TestContext } from "node:test";
import type { ObjectStore } from "../../stores/objects/object-store.ts";
import { isInside, makeTarget, resolveTarget } from "./resolve-target.ts";

function scene(t: TestContext): { folder: string; store: ObjectStore } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "restera-target-")));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "vault/data"), { recursive: true });
  const url = join(folder, "vault");
  const store = { url, localPath: (key: string) => join(url, key) } as ObjectStore;
  return { folder, store };
}

test("a target is shown as it was named, and used without links", (t) => {
  const { folder, store } = scene(t);
  mkdirSync(join(folder, "real"));
  symlinkSync("real", join(folder, "link"));
  const { shown, path } = resolveTarget(join(folder, "link/new/below"), store);
  assert.equal(shown, join(folder, "link/new/below"));
  assert.equal(path, join(folder, "real/new/below"));
  assert.equal(
    resolveTarget(relative(process.cwd(), join(folder, "x")), store).path,
    join(folder, "x"),
  );
});

test("the vault is no target, nor is anything in it, by whatever way", (t) => {
  const { folder, store } = scene(t);
  symlinkSync("vault", join(folder, "link"));
  for (const target of [
    "vault",
    "vault/",
    "vault/new",
    "vault/data/x",
    "link",
    "link/new",
    "link/../vault",
  ]) {
    assert.throws(
      () => resolveTarget(`${folder}/${target}`, store),
      { code: "target-in-vault" },
      target,
    );
  }
  assert.equal(resolveTarget(join(folder, "vault2"), store).vaultFolder, join(folder, "vault"));
});

test("a target that cannot be made is refused with the reason", (t) => {
  const { folder, store } = scene(t);
  writeFileSync(join(folder, "file"), "");
  for (const target of ["file", "file/below"]) {
    assert.throws(() => makeTarget(resolveTarget(join(folder, target), store)), {
      code: "target-unwritable",
    });
  }
});

test("a folder's neighbour with a longer name is not in it", () => {
  assert.ok(isInside("/a/b", "/a/b"));
  assert.ok(isInside("/a/b/c", "/a/b"));
  assert.ok(isInside("/a", "/"));
  assert.ok(!isInside("/a/bc", "/a/b"));
  assert.ok(!isInside("/a", "/a/b"));
});
