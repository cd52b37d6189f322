import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { exists, removeIfStale, stagingPath } from "../../engine/portable/durable-file.ts";
import { syncFolder } from "../../stores/sync-folder.ts";
import { isSystemError, ResteraError } from "../../foundation/errors.ts";
import { stagingOwner } from "../../foundation/staging-name.ts";
import { archiveFiles } from "./find-project.ts";
import { withProjectLock } from "./project-lock.ts";
import {
  locksFolder,
  metadataPath,
  projectFolder,
  type ProjectStorage,
  sidecarOf,
  stagingFolder,
  trashFolder,
} from "./project-storage.ts";

const stagingStart = ".restera-";
const recoverEveryMs = 60_000;
const recoveredMs = new WeakMap<ProjectStorage, number>();

/** An empty folder to write in; what becomes of it is up to the caller. */
export async function newStaging(storage: ProjectStorage): Promise<string> {
  const folder = stagingFolder(storage);
  await mkdir(folder, { recursive: true, mode: 0o700 });
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
  if (moved !== undefined) await rm(moved, { recursive: true, force: true });
}

/** The step alone; undefined when nothing was there. */
export async function moveAway(storage: ProjectStorage, path: string): Promise<string | undefined> {
  const trash = trashFolder(storage);
  await mkdir(trash, { recursive: true, mode: 0o700 });
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

/**
 * Removes what processes that are gone left: what they were writing, what they were removing, and archives of projects that never left their folder, or
 * are back in it.
 */
export async function recoverStorage(storage: ProjectStorage): Promise<void> {
  const now = performance.now();
  // Many changes in a row need not look again each time.
  if (now - (recoveredMs.get(storage) ?? -Infinity) < recoverEveryMs) return;
  recoveredMs.set(storage, now);
  for (const folder of [stagingFolder(storage), locksFolder(storage)]) {
    for (const name of await namesIn(folder)) {
      if (!name.startsWith(stagingStart)) continue;
      await removeIfStale(join(folder, name), name.slice(stagingStart.length));
    }
  }
  const trash = trashFolder(storage);
  for (const name of await namesIn(trash)) {
    if (stagingOwner(name.slice(stagingStart.length)) === "running") continue;
    await rm(join(trash, name), { recursive: true, force: true });
  }
  for (const { id, archive } of await archiveFiles(storage)) {
    const isBack = () => exists(metadataPath(projectFolder(storage, id)));
    if (!(await isBack())) continue;
    try {
      await withProjectLock(storage, id, async () => {
        // Only now: the one who held the lock may have finished meanwhile.
        if (await isBack()) await removeArchive(storage, archive);
      });
    } catch (error) {
      // Its archive is being made.
      if (!(error instanceof ResteraError && error.code === "project-busy")) throw error;
    }
  }
}

/** The archive first: metadata without one says nothing. */
export async function removeArchive(storage: ProjectStorage, archive: string): Promise<void> {
  await discard(storage, archive);
  await rm(sidecarOf(archive), { force: true });
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return [];
    throw error;
  }
}
