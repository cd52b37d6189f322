import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { smallDisk } from "./small-disk.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { newVault } from "./test-vault.ts";

const diskMib = 16;

/** A folder with one file, kept in a vault on a small disk of its own. */
export async function vaultOnSmallDisk(t: TestContext) {
  const folder = temporaryFolder(t);
  const source = join(folder, "source");
  mkdirSync(source);
  writeFileSync(join(source, "file"), "content");
  const disk = smallDisk(t, diskMib);
  const { vault, access } = await newVault(t, disk.folder);
  await vault.backUp({ paths: [source] });
  return { folder, source, disk, vault, access };
}
