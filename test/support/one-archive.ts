import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { createArchive } from "../../src/services/archives/create-archive.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A folder with one archive of noise. */
export async function oneArchive(t: TestContext, bytes: number): Promise<string> {
  const root = temporaryFolder(t);
  const folder = join(root, "backups");
  mkdirSync(folder);
  const file = join(root, "noise.bin");
  writeFileSync(file, randomBytes(bytes));
  const capture = async () => ({
    ...{ isThere: true, topPaths: ["noise.bin"], problems: [] },
    entries: [{ path: "noise.bin", file }],
  });
  const source = { name: "noise", kind: "files", configured: true, capture };
  const time = new Date(2026, 0, 1);
  await createArchive({ folder, sources: [source], format: "tar", time });
  return folder;
}
