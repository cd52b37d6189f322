import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Vault } from "../../src/index.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { CraftedVault } from "../support/crafted-vault.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { collect, isError, newVault } from "../support/test-vault.ts";

async function dumped(vault: Vault, path: string, archive: "tar" | "zip" = "tar"): Promise<Buffer> {
  const { content } = await vault.dump("latest", path, { archive });
  return Buffer.concat(await collect(content));
}

test("a folder dumped as a tar comes back by way of tar as it was", async (t) => {
  const folder = temporaryFolder(t);
  const { vault } = await newVault(t, folder);
  const source = join(folder, "source");
  mkdirSync(join(source, "below"), { recursive: true });
  writeFileSync(join(source, "below/large"), seededBytes(1, 3_000_000), { mode: 0o640 });
  writeFileSync(Buffer.concat([Buffer.from(`${source}/below/`), Buffer.from([0x61, 0xff])]), "odd");
  writeFileSync(join(source, "é".repeat(100)), "long");
  symlinkSync("below/large", join(source, "link"));
  execFileSync("find", [source, "-exec", "touch", "-h", "-d", "@1700000000", "{}", "+"]);
  await vault.backUp({ paths: ["source"], workingFolder: folder });
  mkdirSync(join(folder, "back"));
  const input = await dumped(vault, "/");
  execFileSync("tar", ["--extract", "--directory", join(folder, "back")], { input });
  assertSameFolders(join(folder, "back/source"), source);
});

test("what cannot be dumped is told: a link, and a path that is not there", async (t) => {
  const folder = temporaryFolder(t);
  const { vault } = await newVault(t, folder);
  symlinkSync("nowhere", join(folder, "link"));
  await vault.backUp({ paths: ["link"], workingFolder: folder });
  await assert.rejects(vault.dump("latest", "/link"), isError("not-dumpable", /symlink/));
  await assert.rejects(vault.dump("latest", "/none"), isError("path-not-in-snapshot"));
});

test("a file whose blobs are not as long as it says ends an archive", async (t) => {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  const crafted = await CraftedVault.open(access);
  await crafted.snapshot([{ ...crafted.file("file", "content"), size: 3 }]);
  for (const archive of ["tar", "zip"] as const) {
    await assert.rejects(dumped(vault, "/", archive), isError("damaged", /7 bytes.*says 3/));
  }
});
