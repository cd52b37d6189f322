import assert from "node:assert/strict";
import { closeSync, constants, mkdirSync, openSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { assertSameFolders } from "../support/compare-folders.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { newVault, readWhole } from "../support/test-vault.ts";

const lock = { take: false };

test("twenty thousand small files, and their unchanged second backup", async (t) => {
  const folder = temporaryFolder(t, { manyFiles: true });
  const source = join(folder, "source");
  for (let i = 0; i < 200; i++) {
    mkdirSync(join(source, `folder ${i}`), { recursive: true });
    for (let j = 0; j < 100; j++) {
      writeFileSync(join(source, `folder ${i}/file-${j}.json`), `{"folder":${i},"file":${j}}`);
    }
  }
  const { vault } = await newVault(t, folder);
  const first = await vault.backUp({ paths: [source], lock });
  assert.equal(first.summary.filesNew, 20_000);
  assert.equal(first.summary.dataBlobs, 20_000);
  const second = await vault.backUp({ paths: [source], lock });
  assert.equal(second.summary.filesUnmodified, 20_000);
  assert.equal(second.summary.dataBlobs, 0);
  const { findings } = await vault.check({ readData: true, lock });
  assert.deepEqual(findings, []);
  const target = join(folder, "target");
  const { problems } = await vault.restore({ snapshot: `latest:${source}`, target, lock });
  assert.deepEqual(problems, []);
  assertSameFolders(target, source, { without: (path) => path === "." });
});

test(
  "twenty thousand files that are named one by one, and some of them changed",
  // A parent whose folder was looked for anew for every file took minutes.
  { timeout: 60_000 },
  async (t) => {
    const folder = temporaryFolder(t, { manyFiles: true });
    const source = join(folder, "source");
    mkdirSync(source);
    const paths = Array.from({ length: 20_000 }, (_, i) => join(source, `file-${i}.json`));
    paths.forEach((path, i) => writeFileSync(path, `{"file":${i}}`));
    const { vault } = await newVault(t, folder);
    await vault.backUp({ paths, lock });
    writeFileSync(paths[7]!, "changed, and longer than before");
    const { summary } = await vault.backUp({ paths, lock });
    assert.equal(summary.filesUnmodified, 19_999);
    assert.equal(summary.filesChanged, 1);
    assert.equal(summary.filesNew, 0);
  },
);

test(
  "a file of each of five thousand folders beside one another, and some of them changed",
  // A parent that was searched from its root for every one of them took minutes.
  { timeout: 60_000 },
  async (t) => {
    const folder = temporaryFolder(t, { manyFiles: true });
    const source = join(folder, "source");
    const paths = Array.from({ length: 5000 }, (_, i) => join(source, `folder-${i}`, "file"));
    paths.forEach((path, i) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `{"file":${i}}`);
    });
    const { vault } = await newVault(t, folder);
    const first = await vault.backUp({ paths, lock });
    writeFileSync(paths[7]!, "changed, and longer than before");
    writeFileSync(join(dirname(paths[8]!), "not named"), "but its folder is another one now");
    const { summary } = await vault.backUp({ paths, lock });
    assert.equal(summary.filesUnmodified, 4999);
    assert.equal(summary.filesChanged, 1);
    const changed = 2 + source.split("/").length - 1;
    assert.equal(first.summary.dirsNew, 5000 + changed - 2);
    assert.equal(summary.dirsNew, 0);
    assert.equal(summary.dirsChanged + summary.dirsUnmodified, first.summary.dirsNew);
    assert.ok(summary.dirsChanged >= 3 && summary.dirsChanged <= changed, "two, and those above");
  },
);

test("large files that both workers share, alone and beside small ones", async (t) => {
  const folder = temporaryFolder(t);
  const source = join(folder, "source");
  mkdirSync(join(source, "small"), { recursive: true });
  writeFileSync(join(source, "large"), seededBytes(1, 70_000_001));
  writeFileSync(
    join(source, "large, the same with a prefix"),
    Buffer.concat([Buffer.from("x"), seededBytes(1, 40_000_000)]),
  );
  for (let i = 0; i < 200; i++) writeFileSync(join(source, `small/${i}`), `small ${i}`);
  const { vault } = await newVault(t, folder);
  for (const paths of [[join(source, "large")], [source]]) {
    const { problems, summary } = await vault.backUp({ paths, lock });
    assert.deepEqual(problems, []);
    // Content decides where chunks begin, so nearly all of the second file is known already.
    if (paths[0] === source)
      assert.ok(summary.dataAdded < 12_000_000, `${summary.dataAdded} bytes added`);
  }
  const target = join(folder, "target");
  const { problems } = await vault.restore({ snapshot: `latest:${source}`, target, lock });
  assert.deepEqual(problems, []);
  assertSameFolders(target, source, { without: (path) => path === "." });
});

test(
  "folders nested far beyond the longest path are saved, checked and listed",
  { skip: process.platform === "linux" ? false : "only Linux reaches such folders" },
  async (t) => {
    const folder = temporaryFolder(t);
    const levels = 3000;
    const reached = makeDeepFolder(join(folder, "source"), levels);
    assert.ok(reached > 8192);
    const { vault } = await newVault(t, folder);
    for (const filesNew of [2, 0]) {
      const { problems, summary } = await vault.backUp({ paths: [join(folder, "source")], lock });
      assert.deepEqual(problems, []);
      assert.equal(summary.filesNew, filesNew);
      assert.equal(summary.filesUnmodified, 2 - filesNew);
    }
    const { findings } = await vault.check({ readData: true, lock });
    assert.deepEqual(findings, []);
    const bottom = `${folder}/source${"/abc".repeat(levels)}/bottom`;
    assert.equal((await readWhole(vault, "latest", bottom)).toString(), "the bottom");
    const target = join(folder, "target");
    const below = `latest:${folder}/source${"/abc".repeat(levels - 5)}`;
    const { problems } = await vault.restore({ snapshot: below, target, lock });
    assert.deepEqual(problems, []);
    assert.equal(describeDepth(target), 5);
  },
);

/** Makes folders in one another, with a file in the lowest, and gives the length of the lowest one's path. */
function makeDeepFolder(root: string, levels: number): number {
  mkdirSync(root);
  writeFileSync(join(root, "top"), "the top");
  let fd = openFolder(root);
  for (let level = 0; level < levels; level++) {
    mkdirSync(`/proc/self/fd/${fd}/abc`);
    const next = openFolder(`/proc/self/fd/${fd}/abc`);
    closeSync(fd);
    fd = next;
  }
  writeFileSync(`/proc/self/fd/${fd}/bottom`, "the bottom");
  closeSync(fd);
  return root.length + levels * "/abc".length;
}

function openFolder(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
}

function describeDepth(folder: string): number {
  let depth = 0;
  for (let path = folder; ; depth++) {
    try {
      closeSync(openFolder(join(path, "abc")));
      path = join(path, "abc");
    } catch {
      return depth;
    }
  }
}
