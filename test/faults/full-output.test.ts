import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { compiledCode } from "../support/compiled-code.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { noSmallDisk, smallDisk } from "../support/small-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { cliEntry } from "../support/cli-entry.ts";
import { newVault } from "../support/test-vault.ts";

/** Runs a command whose output goes into a file. */
function runInto(file: string, words: readonly string[], env: Record<string, string> = {}) {
  const output = openSync(file, "w");
  try {
    return spawnSync(process.execPath, [cliEntry, ...words], {
      env: { PATH: process.env["PATH"] ?? "", ...compiledCode(), ...env },
      stdio: ["ignore", output, "pipe"],
      encoding: "utf8",
    });
  } finally {
    closeSync(output);
  }
}

test(
  "an output that takes nothing is an error, not a success",
  { skip: existsSync("/dev/full") ? false : "there is no /dev/full here" },
  () => {
    const { status, stderr } = runInto("/dev/full", ["--version"]);
    assert.equal(status, 1, stderr);
    assert.match(stderr, /could be written to the output: the disk is full/);
  },
);

test(
  "a file that does not fit where the output goes is an error, even in its last piece",
  { skip: noSmallDisk },
  async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, "file"), seededBytes(1, 3_000_000));
    const { vault, access } = await newVault(t, folder);
    await vault.backUp({ paths: [join(folder, "file")] });
    const disk = smallDisk(t, 1);
    const words = ["dump", "latest", join(folder, "file"), "--vault", access.url];
    const secret = { RESTERA_PASSWORD: access.password };
    const { status, stderr } = runInto(join(disk.folder, "copy"), words, secret);
    assert.equal(status, 1, stderr);
    assert.match(stderr, /could be written to the output/);
    assert.equal(runInto(join(folder, "copy"), words, secret).status, 0);
  },
);
