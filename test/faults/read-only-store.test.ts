import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { assertSameFolders } from "../support/compare-folders.ts";
import { runRestera } from "../support/run-restera.ts";
import { noSmallDisk } from "../support/small-disk.ts";
import { vaultOnSmallDisk } from "../support/vault-on-small-disk.ts";

test(
  "a vault on a read-only disk is read; a backup says why it cannot be",
  { skip: noSmallDisk },
  async (t) => {
    const { folder, source, disk, access } = await vaultOnSmallDisk(t);
    disk.remount("ro");

    for (const words of [
      ["snapshots"],
      ["ls", "latest"],
      ["dump", "latest", join(source, "file")],
      ["stats"],
    ]) {
      const run = await runRestera(access, words);
      assert.equal(run.code, 0, `${words[0]}: ${run.stderr}`);
    }
    const check = await runRestera(access, ["check", "--read-data", "--no-lock"]);
    assert.equal(check.code, 0, check.stderr);
    const target = join(folder, "target");
    const restore = await runRestera(access, [
      "restore",
      `latest:${source}`,
      "--no-lock",
      "--target",
      target,
    ]);
    assert.equal(restore.code, 0, restore.stderr);
    assertSameFolders(target, source, { without: (path) => path === "." });

    for (const words of [
      ["check"],
      ["prune", "--dry-run"],
      ["forget", "--keep-last", "1", "--dry-run"],
      ["repair", "snapshots", "--dry-run"],
    ]) {
      const run = await runRestera(access, words);
      assert.equal(run.code, 1, `${words[0]}: ${run.stderr}`);
      assert.match(run.stderr, /read-only\n.* add --no-lock$/m);
      const unlocked = await runRestera(access, [...words, "--no-lock"]);
      assert.equal(unlocked.code, 0, `${words[0]}: ${unlocked.stderr}`);
    }
    const dry = await runRestera(access, ["backup", "--dry-run", source]);
    assert.equal(dry.code, 0, dry.stderr);

    for (const words of [
      ["backup", source],
      ["tag", "--add", "x"],
      ["backup", "--no-lock", "--force", source],
    ]) {
      const run = await runRestera(access, words);
      assert.equal(run.code, 1, `${words[0]}: ${run.stderr}`);
      assert.match(run.stderr, /read-only/i);
      assert.doesNotMatch(run.stderr, /^\s+at /m);
    }
  },
);
