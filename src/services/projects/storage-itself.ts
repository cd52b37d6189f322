import { realpath, stat } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { isSystemError, ResteraError } from "../../foundation/errors.ts";
import { cacheFolder, type ProjectStorage } from "./project-storage.ts";

/** Throws `storage-no-folder` for a storage that is there and is something else. */
export async function refuseNoFolder({ root }: Pick<ProjectStorage, "root">): Promise<void> {
  try {
    if ((await stat(root)).isDirectory()) return;
  } catch (error) {
    if (!isSystemError(error, "ENOTDIR")) return;
  }
  throw new ResteraError("storage-no-folder", { storage: root });
}

/** What is being written would be read again without end. `folder` is without links. Throws `project-in-storage`. */
export async function refuseSource(storage: ProjectStorage, folder: string): Promise<void> {
  const root = await realOf(storage.root);
  if (folder === root || isIn(folder, join(root, ".restera"))) refuse(storage, folder);
}

/** Nothing is put among the projects but by what keeps them; the cache alone is for work. Throws `project-in-storage`. */
export async function refuseTarget(storage: ProjectStorage, target: string): Promise<void> {
  const real = await realOf(target);
  if (!isIn(real, await realOf(storage.root))) return;
  if (!isIn(real, await realOf(cacheFolder(storage)))) refuse(storage, target);
}

function refuse({ root }: ProjectStorage, path: string): never {
  throw new ResteraError("project-in-storage", { path, storage: root });
}

function isIn(path: string, folder: string): boolean {
  return `${path}${sep}`.startsWith(folder + sep);
}

/** Without links, as far as it is there. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const above = dirname(path);
    if (!isSystemError(error, "ENOENT", "ENOTDIR") || above === path) throw error;
    return join(await realOf(above), path.slice(above.length));
  }
}
