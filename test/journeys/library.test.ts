import assert from "node:assert/strict";
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openVault, type BackUpProgress } from "../../src/index.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { describeFolder } from "../support/describe-folder.ts";
import { makeOddFolder } from "../support/odd-folder.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { collect, newVault, objectsIn, password, readWhole } from "../support/test-vault.ts";

test("first light: back up a folder, list it, read it, get it back, and have it checked", async (t) => {
  const folder = temporaryFolder(t);
  const source = join(folder, "source");
  makeOddFolder(source, { pipe: false });
  const { vault: made, access } = await newVault(t, folder);
  assert.equal(made.formatVersion, 2);

  const seen: BackUpProgress[] = [];
  const onProgress = (progress: BackUpProgress): void => void seen.push(progress);
  const backup = await made.backUp({ paths: [source], tags: ["first"] }, { onProgress });
  assert.deepEqual(backup.problems, []);
  assert.equal(backup.summary.filesNew, seen.at(-1)?.filesDone);
  assert.equal(backup.summary.totalBytesProcessed, seen.at(-1)?.bytesDone);

  const vault = await openVault(access.url, { password });
  t.after(() => vault.close());
  assert.equal(vault.id, made.id);
  const [snapshot, ...others] = await vault.snapshots();
  assert.deepEqual(others, []);
  assert.equal(snapshot?.id, backup.snapshot?.id);
  assert.deepEqual(snapshot?.tags, ["first"]);
  assert.deepEqual(snapshot?.paths, [source]);

  const listed = await collect(vault.ls(`latest:${source}`, { recursive: true }));
  const expected = [...describeFolder(source).values()];
  assert.equal(listed.length, expected.length - 1);
  const sizes = new Map(listed.map(({ path, size }) => [path, size]));
  assert.equal(sizes.get("/sizes/random-8388609"), 8388609);
  const text = await readWhole(vault, "latest", join(source, "sizes/text"));
  assert.ok(text.equals(readFileSync(join(source, "sizes/text"))));

  const target = join(folder, "target");
  const restored = await vault.restore({ snapshot: `latest:${source}`, target });
  assert.deepEqual(restored.problems, []);
  assertSameFolders(target, source, { without: (path) => path === "." });

  const report = await vault.check({ readData: true });
  assert.deepEqual(report.findings, []);
  assert.equal(report.packsRead, objectsIn(access.url, "data").length);
  assert.equal(report.unusedBlobs, 0);
  const stats = await vault.stats({ mode: "restore-size" });
  assert.equal(stats.snapshotsCount, 1);
  assert.equal(stats.totalFileCount, snapshotEntries(source, expected.length));
  assert.deepEqual(objectsIn(access.url, "locks"), []);
});

/** A snapshot also holds the folders above what was backed up; the source itself is among the entries. */
function snapshotEntries(source: string, entries: number): number {
  return entries + realpathSync(source).split("/").length - 2;
}

test("a sparse restore has the same content and takes less space", async (t) => {
  const folder = temporaryFolder(t);
  const source = join(folder, "source");
  mkdirSync(source);
  writeFileSync(join(source, "all zeros"), Buffer.alloc(5 << 20));
  const holes = openSync(join(source, "holes"), "w");
  writeSync(holes, "begins", 0);
  writeSync(holes, "in the middle", 10_000_000);
  ftruncateSync(holes, 30_000_000);
  closeSync(holes);
  const { vault } = await newVault(t, folder);
  await vault.backUp({ paths: [source] });
  const target = join(folder, "target");
  const { problems } = await vault.restore({ snapshot: `latest:${source}`, target, sparse: true });
  assert.deepEqual(problems, []);
  assertSameFolders(target, source, { without: (path) => path === "." });
  for (const name of ["all zeros", "holes"]) {
    const { blocks, size } = statSync(join(target, name));
    assert.ok(blocks * 512 < size / 10, `${name} takes ${blocks} blocks`);
  }
});
