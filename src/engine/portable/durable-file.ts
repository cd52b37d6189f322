import { randomUUID } from "node:crypto";
import { link, lstat, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isSystemError } from "../../foundation/errors.ts";
import { stagingOwner, stagingPrefix } from "../../foundation/staging-name.ts";
import { syncFolder } from "../../stores/sync-folder.ts";

const stagingStart = ".restera-";
/** Of a process that is gone; longer than nothing, because containers may share a name and not see each other's processes. */
const goneMs = 15 * 60_000;
/** Of one that nobody here can ask about. */
const staleMs = 24 * 3_600_000;

/** A hidden name beside the final one that tells later runs whose it is. */
export function stagingPath(folder: string): string {
  return join(folder, `${stagingStart}${stagingPrefix()}${randomUUID()}`);
}

/** Writes a small file whole: staging name, fsync, rename, fsync of the folder. A full disk leaves the old one. */
export async function writeFileDurably(path: string, content: string | Uint8Array): Promise<void> {
  const staged = stagingPath(dirname(path));
  try {
    const handle = await open(staged, "wx", 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(staged, path);
  } catch (error) {
    await rm(staged, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Gives a finished, synced file its final name, if that name is free. False when it was taken. */
export async function publishNew(staged: string, path: string): Promise<boolean> {
  try {
    await link(staged, path);
  } catch (error) {
    if (isSystemError(error, "EEXIST")) return false;
    if (!isSystemError(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK")) throw error;
    // No hard links here (exFAT, network): the id is reserved, so nobody else takes the name meanwhile.
    if (await exists(path)) return false;
    await rename(staged, path);
  }
  await rm(staged, { force: true });
  await syncFolder(dirname(path));
  return true;
}

export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return false;
    throw error;
  }
}

/** Removes what processes that are gone left behind in a folder. */
export async function removeStaleStaging(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(stagingStart)) continue;
    await removeIfStale(join(folder, name), name.slice(stagingStart.length));
  }
}

/** Removes something temporary when its owner, as `stagingPrefix` writes it, is gone for long enough. */
export async function removeIfStale(path: string, owner: string): Promise<void> {
  try {
    if (await isStale(path, owner)) await rm(path, { recursive: true, force: true });
  } catch (error) {
    if (!isSystemError(error, "ENOENT", "EACCES", "EPERM", "EROFS")) throw error;
  }
}

/** Whether the owner of something temporary is gone for long enough. */
export async function isStale(path: string, owner: string): Promise<boolean> {
  const state = stagingOwner(owner);
  if (state === "running") return false;
  try {
    const { mtimeMs } = await lstat(path);
    return Date.now() - mtimeMs > (state === "gone" ? goneMs : staleMs);
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return false;
    throw error;
  }
}
