import { realpath, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { exists } from "../../../engine/portable/durable-file.ts";
import { isSystemError, ResteraError } from "../../../foundation/errors.ts";
import type { ObjectStore } from "../../../stores/objects/object-store.ts";
import { makeFolder } from "../../../stores/sync-folder.ts";
import type { FoundProject } from "../find-project.ts";
import { gitRemote } from "../git-remote.ts";
import { folderContent, type ProjectContent } from "../project-content.ts";
import { partOf, type ProjectRun } from "../project-run.ts";
import { projectsFolder, type ProjectStorage } from "../project-storage.ts";
import { refuseSource } from "../storage-itself.ts";
import { storeContent, type StoreOptions } from "../store-content.ts";
import { archiveContent } from "./archive-content.ts";
import { withDownload } from "./download-object.ts";
import { gitContent } from "./git-content.ts";
import { readerOf } from "./read-archive-file.ts";

export interface ImportProjectInput extends StoreOptions {
  /** A folder, a git working tree, or an archive: tar (plain, gzip, zstd) or zip. */
  readonly source: string;
}

/**
 * Takes over what somebody has elsewhere: a folder as it is, of a git working tree what git does not ignore, of an archive everything but a single outer folder. An
 * archive of a project becomes that project again. Throws `path-missing`, `import-kind`, `import-empty`, `git-failed`, `archive-hostile`, `archive-damaged` and what
 * `storeContent` throws; then nothing is left.
 */
export async function importProject(
  storage: ProjectStorage,
  input: ImportProjectInput,
  run: ProjectRun = {},
): Promise<FoundProject> {
  const path = resolve(input.source);
  const defaultName = input.defaultName ?? nameOf(path);
  return await storeContent(
    storage,
    async () => ({ ...(await contentAt(storage, path, run)), usualType: "migration" }),
    { ...input, defaultName },
    run,
  );
}

/** Takes over an archive that is in an object store. Throws what `withDownload` and `importProject` throw. */
export async function importObject(
  storage: ProjectStorage,
  object: { readonly store: ObjectStore; readonly key: string },
  options: StoreOptions,
  run: ProjectRun = {},
): Promise<FoundProject> {
  const defaultName = options.defaultName ?? nameOf(object.key);
  return await withDownload(storage, object, partOf(run, 0, downloadShare), async (file) =>
    importProject(
      storage,
      { ...options, source: file, defaultName },
      partOf(run, downloadShare, 1),
    ),
  );
}

const downloadShare = 0.4;

async function contentAt(
  storage: ProjectStorage,
  given: string,
  run: ProjectRun,
): Promise<ProjectContent> {
  const path = await realpath(given).catch((error: unknown) => {
    if (!isSystemError(error, "ENOENT", "ENOTDIR")) throw error;
    throw new ResteraError("path-missing", { path: given });
  });
  const stats = await stat(path);
  if (stats.isFile()) return await archiveContent(path, await readerOf(path), run);
  if (!stats.isDirectory()) throw new ResteraError("import-kind", { path, kind: "?" });
  await refuseSource(storage, path);
  await makeFolder(projectsFolder(storage));
  const without = await realpath(storage.root);
  if (await isWorkingTree(path)) return await gitContent(path, without, run);
  const parts = { folder: path, artifacts: undefined, without };
  return await folderContent(parts, await gitRemote(path), run);
}

/** Also one whose repository is elsewhere, as a submodule's is; a folder `.git` that is no repository makes none. */
async function isWorkingTree(folder: string): Promise<boolean> {
  const git = await stat(join(folder, ".git")).catch(() => undefined);
  return git?.isFile() === true || (await exists(join(folder, ".git", "HEAD")));
}

function nameOf(path: string): string {
  return basename(path).replace(/\.(?:tar|tgz|tar\.gz|tar\.zst|zip)$/i, "") || basename(path);
}
