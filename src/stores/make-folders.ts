import { mkdirSync, statSync } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { isSystemError } from "../foundation/errors.ts";

/** How often a folder is tried whose parent is there: others may remove that, and some places take none, such as `/proc`. */
const mostTries = 5;

/**
 * Creates a folder and its missing parents, with `mode` less the umask; answers with the topmost that was new, or undefined. Throws what the
 * system says. Node's own `recursive` goes round for ever where a place says that there is no such folder to each that is made in it.
 */
export async function makeFolders(
  folder: string,
  mode = 0o777,
  tries = mostTries,
): Promise<string | undefined> {
  try {
    await mkdir(folder, { mode });
    return folder;
  } catch (error) {
    if (isSystemError(error, "ENOENT") && tries > 1 && dirname(folder) !== folder) {
      const topmost = await makeFolders(dirname(folder), mode);
      const made = await makeFolders(folder, mode, tries - 1);
      return topmost ?? made;
    }
    if (await stat(folder).then(isFolder, () => false)) return undefined;
    throw error;
  }
}

/** The same at once. */
export function makeFoldersSync(
  folder: string,
  mode = 0o777,
  tries = mostTries,
): string | undefined {
  try {
    mkdirSync(folder, { mode });
    return folder;
  } catch (error) {
    if (isSystemError(error, "ENOENT") && tries > 1 && dirname(folder) !== folder) {
      const topmost = makeFoldersSync(dirname(folder), mode);
      const made = makeFoldersSync(folder, mode, tries - 1);
      return topmost ?? made;
    }
    if (isFolder(statSync(folder, { throwIfNoEntry: false }))) return undefined;
    throw error;
  }
}

const isFolder = (info?: { isDirectory(): boolean }): boolean => info?.isDirectory() === true;
