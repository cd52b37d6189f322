import { realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { isSystemError, ResteraError } from "../../foundation/errors.ts";
import { makeFolder } from "../../stores/sync-folder.ts";
import type { FoundProject } from "./find-project.ts";
import { gitRemote } from "./git-remote.ts";
import { folderContent } from "./project-content.ts";
import type { ProjectRun } from "./project-run.ts";
import { projectsFolder, type ProjectStorage } from "./project-storage.ts";
import { refuseSource } from "./storage-itself.ts";
import { storeContent, type StoreOptions } from "./store-content.ts";

export interface StoreProjectInput extends StoreOptions {
  /** The folder that becomes `source/`. */
  readonly folder: string;
  /** A folder that becomes `artifacts/`. */
  readonly artifacts?: string | undefined;
}

/**
 * Copies a folder into the storage as a project. It is there whole, on the disk, or not at all; more than there is room for ends it while it is written. Links
 * that lead out of the folder are left out and named in `left_out` of its metadata. Throws `path-missing`, `project-in-storage` and what `storeContent` throws.
 */
export async function storeProject(
  storage: ProjectStorage,
  input: StoreProjectInput,
  run: ProjectRun = {},
): Promise<FoundProject> {
  const folder = await folderAt(input.folder);
  const artifacts = input.artifacts === undefined ? undefined : await folderAt(input.artifacts);
  for (const each of [folder, artifacts]) {
    if (each !== undefined) await refuseSource(storage, each);
  }
  return await storeContent(
    storage,
    async () => {
      await makeFolder(projectsFolder(storage));
      const parts = { folder, artifacts, without: await realpath(storage.root) };
      return await folderContent(parts, await gitRemote(folder), run);
    },
    input,
    run,
  );
}

/** The absolute path of a folder, without links. Throws `path-missing`, `project-source-file`. */
async function folderAt(path: string): Promise<string> {
  const folder = resolve(path);
  try {
    const real = await realpath(folder);
    if ((await stat(real)).isDirectory()) return real;
    throw new ResteraError("project-source-file", { path: folder });
  } catch (error) {
    if (!isSystemError(error, "ENOENT", "ENOTDIR")) throw error;
    throw new ResteraError("path-missing", { path: folder });
  }
}
