import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { exists, removeIfStale } from "../../engine/portable/durable-file.ts";
import { removeTree } from "../../engine/portable/remove-tree.ts";
import { isSystemError, ResteraError } from "../../foundation/errors.ts";
import { stagingOwner } from "../../foundation/staging-name.ts";
import { removeArchive } from "./discard.ts";
import { archiveFiles } from "./find-project.ts";
import { withProjectLock } from "./project-lock.ts";
import {
  downloadsFolder,
  locksFolder,
  metadataPath,
  projectFolder,
  type ProjectStorage,
  reservedFolder,
  stagingFolder,
  trashFolder,
} from "./project-storage.ts";
import { settleStorage } from "./settle-project.ts";

const stagingStart = ".restera-";
const recoverEveryMs = 60_000;
/** What is left of a download is worth continuing for so long. */
const downloadMs = 7 * 24 * 3_600_000;
const recoveredMs = new WeakMap<ProjectStorage, number>();

/**
 * Ends what processes that are gone left half done, and removes the rest: what they were writing, what they were removing, and archives of projects that never left their folder, or
 * are back in it.
 */
export async function recoverStorage(storage: ProjectStorage): Promise<void> {
  const now = performance.now();
  // Many changes in a row need not look again each time.
  if (now - (recoveredMs.get(storage) ?? -Infinity) < recoverEveryMs) return;
  recoveredMs.set(storage, now);
  await settleStorage(storage);
  for (const folder of [stagingFolder(storage), locksFolder(storage), reservedFolder(storage)]) {
    for (const name of await namesIn(folder)) {
      if (!name.startsWith(stagingStart)) continue;
      await removeIfStale(join(folder, name), name.slice(stagingStart.length));
    }
  }
  for (const name of await namesIn(downloadsFolder(storage))) {
    const path = join(downloadsFolder(storage), name);
    const stats = await stat(path).catch(() => undefined);
    if (stats !== undefined && Date.now() - stats.mtimeMs > downloadMs) await rm(path);
  }
  const trash = trashFolder(storage);
  for (const name of await namesIn(trash)) {
    if (stagingOwner(name.slice(stagingStart.length)) === "running") continue;
    await removeTree(join(trash, name));
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

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return [];
    throw error;
  }
}
