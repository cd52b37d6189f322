import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exists } from "../../engine/portable/durable-file.ts";
import { makeFolder } from "../../stores/sync-folder.ts";
import { type ProjectStorage, stampsFolder } from "./project-storage.ts";
import { FolderStamp } from "./walk-project.ts";

/**
 * What tells whether somebody touched a project's files since a version was made of them. Only saves looking closer: one that is lost, or of another version, says
 * nothing.
 */
export async function stampOfProject(
  folder: string,
  version: number,
  signal?: AbortSignal,
): Promise<string> {
  const stamps = [`version ${version}`];
  for (const part of ["source", "artifacts"]) {
    const path = join(folder, part);
    stamps.push((await exists(path)) ? await FolderStamp.of(path, signal) : "none");
  }
  return stamps.join("\n");
}

/** Keeps it; a store does not fail for want of it. */
export async function keepStamp(storage: ProjectStorage, id: string, stamp: string): Promise<void> {
  try {
    await makeFolder(stampsFolder(storage));
    await writeFile(join(stampsFolder(storage), id), stamp, { mode: 0o600 });
  } catch {
    await removeStamp(storage, id).catch(() => {});
  }
}

export async function keptStamp(storage: ProjectStorage, id: string): Promise<string | undefined> {
  return await readFile(join(stampsFolder(storage), id), "utf8").catch(() => undefined);
}

export async function removeStamp(storage: ProjectStorage, id: string): Promise<void> {
  await rm(join(stampsFolder(storage), id), { force: true });
}
