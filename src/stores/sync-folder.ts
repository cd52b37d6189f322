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

/** Creates a folder and its missing parents (0700), each durably. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (isSystemError(error, "EEXIST")) return;
    if (!isSystemError(error, "ENOENT")) throw error;
    await makeFolder(dirname(folder));
    return makeFolder(folder);
  }
  await syncFolder(dirname(folder));
}
