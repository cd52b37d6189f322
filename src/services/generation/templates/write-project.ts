import { lstat, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isSystemError, ResteraError } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import type { GenerationProgress } from "../generation.ts";
import { makeFolders } from "../../../stores/make-folders.ts";

/** A file to be written; its path is relative to the output folder, checked, with `/`. */
export interface ProjectFile {
  readonly path: string;
  readonly content: Uint8Array;
  readonly mode: number;
}

export interface WriteOptions {
  readonly overwrite: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: GenerationProgress) => void;
}

/**
 * Writes a project, all or nothing: what stands in the way is found before the first file is written, and a failure
 * half way takes back what was new. Never follows a link inside the output folder.
 * Throws `output-exists`, `output-outside`, `cancelled`.
 */
export async function writeProject(
  folder: string,
  files: readonly ProjectFile[],
  options: WriteOptions,
): Promise<void> {
  const isThere = new Set<string>();
  for (const { path } of files) {
    if (await stands(folder, path)) isThere.add(path);
  }
  if (isThere.size > 0 && !options.overwrite) {
    const named = [...isThere].slice(0, 3).join(", ");
    const more = isThere.size > 3 ? ", …" : "";
    throw new ResteraError("output-exists", { path: folder, files: named + more });
  }
  const written: string[] = [];
  const madeFolders: string[] = [];
  try {
    for (const [done, file] of files.entries()) {
      throwIfCancelled(options.signal);
      const target = join(folder, file.path);
      const made = await makeFolders(dirname(target));
      if (made !== undefined) madeFolders.push(made);
      if (!isThere.has(file.path)) written.push(target);
      await writeOne(target, file, isThere.has(file.path));
      options.onProgress?.({
        filesDone: done + 1,
        filesTotal: files.length,
        currentFile: file.path,
      });
    }
  } catch (error) {
    await takeBack(written, madeFolders, folder);
    throw error;
  }
}

/** Whether something has that name already. Throws `output-outside` when a folder on the way is a link. */
async function stands(folder: string, path: string): Promise<boolean> {
  const parts = path.split("/");
  for (let depth = 1; depth <= parts.length; depth++) {
    const place = join(folder, ...parts.slice(0, depth));
    const info = await lstat(place).catch((error: unknown) => {
      if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
      throw error;
    });
    if (info === undefined) return false;
    const isLast = depth === parts.length;
    if (info.isSymbolicLink() && !isLast) throw new ResteraError("output-outside", { path: place });
  }
  return true;
}

/** A new file is created and nothing else; one that may be replaced is renamed into place, so that a link is not followed. */
async function writeOne(target: string, file: ProjectFile, replaces: boolean): Promise<void> {
  if (!replaces) return await writeFile(target, file.content, { flag: "wx", mode: file.mode });
  const staged = `${target}.restera-new`;
  try {
    await writeFile(staged, file.content, { flag: "wx", mode: file.mode });
    await rename(staged, target);
  } catch (error) {
    if (!isSystemError(error, "EEXIST")) await rm(staged, { force: true });
    throw error;
  }
}

async function takeBack(
  files: readonly string[],
  folders: readonly string[],
  root: string,
): Promise<void> {
  for (const path of files) await rm(path, { force: true }).catch(() => undefined);
  // Only folders that are empty again go; the deepest first.
  const parents = new Set([...files.flatMap((path) => foldersUpTo(path, root)), ...folders]);
  for (const path of [...parents].sort((a, b) => b.length - a.length)) {
    await rmdir(path).catch(() => undefined);
  }
}

function foldersUpTo(path: string, root: string): string[] {
  const parent = dirname(path);
  return parent.length <= root.length ? [] : [parent, ...foldersUpTo(parent, root)];
}
