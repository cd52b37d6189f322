import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { isSystemError } from "../foundation/errors.ts";

/** Makes what was created, linked or renamed in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders; its file systems write their journal by themselves.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } catch (error) {
    // Some network and FUSE file systems do not know fsync for folders.
    if (!isSystemError(error, "EINVAL", "ENOTSUP", "EOPNOTSUPP")) throw error;
  } finally {
    await handle.close();
  }
}

/** How often a folder is tried whose parent was just made: others may remove that, and some places take none, such as `/proc`. */
const mostTries = 5;

/**
 * Creates a folder and its missing parents, each durably. Only their owner reads them: whoever may not read what is kept should not
 * read a copy of it either. A file of that name is left to whoever writes into the folder to find.
 */
export async function makeFolder(folder: string, tries = mostTries): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (isSystemError(error, "EEXIST")) return;
    if (!isSystemError(error, "ENOENT") || tries === 1) throw error;
    await makeFolder(dirname(folder));
    return makeFolder(folder, tries - 1);
  }
  await syncFolder(dirname(folder));
}
