import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { stagingPath } from "../../engine/portable/durable-file.ts";
import { removeTree } from "../../engine/portable/remove-tree.ts";
import { isSystemError } from "../../foundation/errors.ts";
import { syncFolder } from "../../stores/sync-folder.ts";
import { type ProjectStorage, sidecarOf, stagingFolder, trashFolder } from "./project-storage.ts";
import { makeFolders } from "../../stores/make-folders.ts";

/** An empty folder to write in; what becomes of it is up to the caller. */
export async function newStaging(storage: ProjectStorage): Promise<string> {
  const folder = stagingFolder(storage);
  await makeFolders(folder, 0o700);
  const staged = stagingPath(folder);
  await mkdir(staged, { mode: 0o700 });
  return staged;
}

/**
 * Takes something away in one step, for whoever looks, and then removes it. A process that ends in between leaves it in the trash, where the next one
 * finds it.
 */
export async function discard(storage: ProjectStorage, path: string): Promise<void> {
  const moved = await moveAway(storage, path);
  if (moved !== undefined) await removeTree(moved);
}

/** The step alone; undefined when nothing was there. */
export async function moveAway(storage: ProjectStorage, path: string): Promise<string | undefined> {
  const trash = trashFolder(storage);
  await makeFolders(trash, 0o700);
  const moved = stagingPath(trash);
  try {
    await rename(path, moved);
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return undefined;
    throw error;
  }
  await syncFolder(join(path, ".."));
  return moved;
}

/** The archive first: metadata without one says nothing. */
export async function removeArchive(storage: ProjectStorage, archive: string): Promise<void> {
  await discard(storage, archive);
  await rm(sidecarOf(archive), { force: true });
}
