import { link, lstat, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stagingPath } from "../../engine/portable/durable-file.ts";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import { stagingOwner, stagingPrefix } from "../../foundation/staging-name.ts";
import { locksFolder, type ProjectStorage } from "./project-storage.ts";
import { makeFolders } from "../../stores/make-folders.ts";

const beatMs = 60_000;
/** Without a beat for so long, the holder is gone, whatever its process's number says. */
const staleMs = 15 * beatMs;

/**
 * Runs work as the only one that changes this project, here and in other processes. That nothing is ever half done does not rest on it: each change
 * ends in one rename. Throws `project-busy`, `project-not-written`.
 */
export async function withProjectLock<Result>(
  storage: ProjectStorage,
  id: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const folder = locksFolder(storage);
  const lock = join(folder, id);
  try {
    await makeFolders(folder, 0o700);
    if (!(await take(lock, folder)) && !((await isStale(lock)) && (await takeOver(lock, folder)))) {
      throw new ResteraError("project-busy", { project: id, lock });
    }
  } catch (error) {
    // Node says ENOENT where a folder above cannot be made.
    const codes = ["EROFS", "EACCES", "EPERM", "ENOSPC", "EDQUOT", "ENOENT"];
    if (!isSystemError(error, ...codes)) throw error;
    const problem = problemOf(error);
    throw new ResteraError("project-not-written", {
      ...{ project: id, storage: storage.root, problem, cause: error },
    });
  }
  const beat = setInterval(() => {
    utimes(lock, new Date(), new Date()).catch(() => {});
  }, beatMs).unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(lock, { force: true });
  }
}

/** Makes the lock, with its owner in it from the first moment; false when it is there. */
async function take(lock: string, folder: string): Promise<boolean> {
  const staged = stagingPath(folder);
  try {
    await writeFile(staged, stagingPrefix(), { flag: "wx", mode: 0o600 });
    await link(staged, lock);
    return true;
  } catch (error) {
    if (isSystemError(error, "EEXIST")) return false;
    if (!isSystemError(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK")) throw error;
  } finally {
    await rm(staged, { force: true });
  }
  try {
    // No hard links here: for a moment it has no owner, and is only known by its age.
    await writeFile(lock, stagingPrefix(), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (isSystemError(error, "EEXIST")) return false;
    throw error;
  }
}

async function isStale(lock: string): Promise<boolean> {
  try {
    const [owner, { mtimeMs }] = await Promise.all([readFile(lock, "utf8"), lstat(lock)]);
    return stagingOwner(owner) === "gone" || Date.now() - mtimeMs > staleMs;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return true;
    throw error;
  }
}

/** Moves the lock of one that is gone away: only one process can. */
async function takeOver(lock: string, folder: string): Promise<boolean> {
  const moved = stagingPath(folder);
  try {
    await rename(lock, moved);
  } catch (error) {
    if (!isSystemError(error, "ENOENT")) throw error;
    return await take(lock, folder);
  }
  // Somebody may have been quicker, and this is theirs: it goes back, if nobody has taken the name since.
  if (!(await isStale(moved))) await link(moved, lock).catch(() => {});
  await rm(moved, { force: true });
  return await take(lock, folder);
}
