import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { zstdCompressSync } from "node:zlib";
import { archiveProject } from "../../../src/services/projects/archive-project.ts";
import { importProject } from "../../../src/services/projects/import/import-project.ts";
import { storeProject } from "../../../src/services/projects/store-project.ts";
import { craftedZip, type ZipEntry } from "../../support/crafted-zip.ts";
import { assertSameTree, leftovers, projectWorld, writeTree } from "../../support/project-world.ts";

const metadata = { project_id: "shop" };

test("archives become projects, without their one outer folder: tar, tar.gz, tar.zst and zip", async (t) => {
  const { folder, root, source, storage } = projectWorld(t);
  const tar = (...words: string[]) => execFileSync("tar", words, { cwd: folder });
  tar("cf", "a.tar", "work");
  tar("czf", "b.tgz", "work");
  writeFileSync(join(folder, "c.tar.zst"), zstdCompressSync(readFileSync(join(folder, "a.tar"))));
  tar("czf", "d.tar.gz", "-C", "work", ".");
  writeFileSync(join(folder, "e.zip"), craftedZip(zipEntries(folder)));
  const percents: number[] = [];
  for (const name of ["a.tar", "b.tgz", "c.tar.zst", "d.tar.gz", "e.zip"]) {
    const given = { source: join(folder, name), metadata: { project_id: name } };
    const onProgress = (percent: number) => percents.push(percent);
    const { metadata: found } = await importProject(storage, given, { onProgress });
    assertSameTree(join(root, "projects", name, "source"), source);
    assert.deepEqual([found.type, found.name, found.file_count], ["migration", name[0], 7], name);
    assert.deepEqual(found.languages, ["python", "typescript"]);
  }
  assert.equal(percents.filter((each) => each === 100).length, 5);
  assert.deepEqual(leftovers(root), []);
});

test("a project's own archive becomes the same project again", async (t) => {
  const { root, source, storage } = projectWorld(t);
  const said = { ...metadata, name: "Shop", type: "generation", tags: ["x"], owner: "them" };
  await storeProject(storage, { folder: source, artifacts: source, metadata: said });
  const { place } = await archiveProject(storage, "shop");
  const archive = "archive" in place ? place.archive : "";
  const given = { source: archive, metadata: { project_id: "again" } };
  const { metadata: found } = await importProject(storage, given);
  assertSameTree(join(root, "projects/again/source"), source);
  assertSameTree(join(root, "projects/again/artifacts"), source);
  assert.deepEqual([found.name, found.type, found.tags], ["Shop", "generation", ["x"]]);
  assert.equal((found as { owner?: string }).owner, "them");
  assert.deepEqual([found.status, found.archived_at], ["active", undefined]);
});

test("of a git working tree comes what git tracks and what it does not ignore", async (t) => {
  const { folder, root, storage } = projectWorld(t);
  const tree = join(folder, "tree");
  writeTree(tree, {
    ".gitignore": "ignored/\n*.log\n",
    "src/main.go": "package main\n",
    "untracked é.txt": "mine\n",
    "ignored/large.bin": "x".repeat(1000),
    "debug.log": "no\n",
    "gone.txt": "removed later\n",
  });
  const git = (...words: string[]) => execFileSync("git", ["-C", tree, ...words]);
  git("init", "--quiet");
  git("remote", "add", "origin", "https://me:secret@example.org/user/repo.git");
  git("add", "src", ".gitignore", "gone.txt");
  execFileSync("rm", [join(tree, "gone.txt")]);
  symlinkSync("/etc/passwd", join(tree, "outside"));
  const { metadata: found } = await importProject(storage, { source: tree, metadata });
  const stored = readdirSync(join(root, "projects/shop/source"), {
    recursive: true,
    encoding: "utf8",
  });
  assert.deepEqual(stored.toSorted(), [".gitignore", "src", "src/main.go", "untracked é.txt"]);
  assert.equal(found.git_repository, "https://example.org/user/repo.git");
  assert.deepEqual((found as { left_out?: unknown[] }).left_out?.length, 1);
  // A setting of the repository is not run.
  git("config", "core.fsmonitor", `touch ${join(folder, "ran")}`);
  await importProject(storage, { source: tree });
  assert.equal(existsSync(join(folder, "ran")), false);
});

test("a folder is taken as it is; what is neither is refused by name", async (t) => {
  const { folder, root, storage } = projectWorld(t);
  const plain = join(folder, "plain");
  writeTree(plain, { "notes.md": "# notes\n" });
  const { metadata: found } = await importProject(storage, { source: plain, metadata });
  assert.deepEqual([found.name, found.type], ["plain", "migration"]);
  assert.equal(readFileSync(join(root, "projects/shop/source/notes.md"), "utf8"), "# notes\n");
  const refused = async (name: string, content: string, code: string) => {
    writeFileSync(join(folder, name), content);
    await assert.rejects(importProject(storage, { source: join(folder, name) }), { code });
  };
  await refused("text.txt", "no archive", "import-kind");
  await refused("a.7z", "7z\xbc\xaf", "import-kind");
  await assert.rejects(importProject(storage, { source: join(folder, "nowhere") }), {
    code: "path-missing",
  });
  mkdirSync(join(folder, "empty"));
  execFileSync("tar", ["cf", "empty.tar", "empty"], { cwd: folder });
  await assert.rejects(importProject(storage, { source: join(folder, "empty.tar") }), {
    code: "import-empty",
  });
  assert.deepEqual(readdirSync(join(root, "projects")), ["shop"]);
  assert.deepEqual(leftovers(root), []);
});

/** `work/` as Info-ZIP has it, with modes and links; one file stored, one with 64-bit sizes. */
function zipEntries(folder: string): ZipEntry[] {
  const found = readdirSync(join(folder, "work"), { recursive: true, encoding: "utf8" });
  return ["", ...found].map((name) => {
    const path = join(folder, "work", name);
    const { mode, ...stats } = lstatSync(path);
    const shown = `work/${name}`.replace(/\/$/, "");
    if ((mode & 0o170000) === 0o040000) return { path: `${shown}/`, mode };
    if ((mode & 0o170000) === 0o120000) return { path: shown, mode, content: readlinkSync(path) };
    const content = readFileSync(path);
    return { path: shown, mode, content, stored: stats.size < 100, long: name.endsWith(".ts") };
  });
}
