import assert from "node:assert/strict";
import { closeSync, mkdirSync, openSync, readdirSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openVault } from "../../src/index.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { runRestera } from "../support/run-restera.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { noSmallDisk, smallDisk } from "../support/small-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { newVault, objectsIn, password } from "../support/test-vault.ts";
import { vaultOnSmallDisk } from "../support/vault-on-small-disk.ts";

function makeSource(folder: string): { small: string; large: string } {
  const [small, large] = [join(folder, "small"), join(folder, "large")];
  for (const source of [small, large]) mkdirSync(source);
  writeFileSync(join(small, "file"), "kept before");
  for (let i = 0; i < 4; i++) writeFileSync(join(large, `file ${i}`), seededBytes(i, 15_000_000));
  return { small, large };
}

test(
  "a disk that fills up ends a backup with 1, and the vault stays sound",
  { skip: noSmallDisk },
  async (t) => {
    const { small, large } = makeSource(temporaryFolder(t));
    const disk = smallDisk(t, 40);
    const { vault, access } = await newVault(t, disk.folder);
    const { snapshot } = await vault.backUp({ paths: [small] });

    const run = await runRestera(access, ["backup", large]);
    assert.equal(run.code, 1, run.stderr);
    assert.match(run.stderr, /disk is full/);
    assert.doesNotMatch(run.stderr, /^\s+at /m);
    assert.deepEqual(objectsIn(access.url, "snapshots"), [snapshot!.id]);
    assert.deepEqual(objectsIn(access.url, "locks"), []);
    assert.deepEqual(readdirSync(join(access.url, "tmp")), []);

    const again = await openVault(access.url, { password });
    t.after(() => again.close());
    const report = await again.check({ readData: true, lock: { take: false } });
    assert.deepEqual(
      report.findings.filter(({ level }) => level === "error"),
      [],
    );
    const target = join(temporaryFolder(t), "target");
    await again.restore({ snapshot: `${snapshot!.id}:${small}`, target, lock: { take: false } });
    assertSameFolders(target, small, { without: (path) => path === "." });

    disk.remount("size=200m");
    const later = await runRestera(access, ["backup", large]);
    assert.equal(later.code, 0, later.stderr);
    const restored = join(temporaryFolder(t), "restored");
    await again.restore({ snapshot: `latest:${large}`, target: restored });
    assertSameFolders(restored, large, { without: (path) => path === "." });
  },
);

test(
  "a disk that fills up ends a restore with 3, and the next one goes on",
  { skip: noSmallDisk },
  async (t) => {
    const folder = temporaryFolder(t);
    const { large } = makeSource(folder);
    const { vault, access } = await newVault(t, folder);
    await vault.backUp({ paths: [large] });
    const disk = smallDisk(t, 24);
    const target = join(disk.folder, "target");

    const run = await runRestera(access, ["restore", `latest:${large}`, "--target", target]);
    assert.equal(run.code, 3, run.stderr);
    assert.match(run.stderr, /disk is full/);
    assert.doesNotMatch(run.stderr, /^\s+at /m);
    assert.deepEqual(objectsIn(access.url, "locks"), []);

    disk.remount("size=200m");
    const later = await runRestera(access, ["restore", `latest:${large}`, "--target", target]);
    assert.equal(later.code, 0, later.stderr);
    assertSameFolders(target, large, { without: (path) => path === "." });
  },
);

test(
  "a vault on a disk that is full to the last byte is restored from",
  { skip: noSmallDisk },
  async (t) => {
    const { folder, source, disk, vault } = await vaultOnSmallDisk(t);
    const fd = openSync(join(disk.folder, "filler"), "w");
    assert.throws(() => {
      for (;;) writeSync(fd, Buffer.alloc(4096));
    }, /ENOSPC/);
    closeSync(fd);
    await assert.rejects(vault.forget({ snapshots: ["latest"] }), /disk is full/);

    const target = join(folder, "target");
    const { problems } = await vault.restore({ snapshot: `latest:${source}`, target });
    assert.deepEqual(problems, []);
    assertSameFolders(target, source, { without: (path) => path === "." });
  },
);
