import { mkdir, readdir, rename, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { exists, removeStaleStaging, stagingPath } from "../../engine/portable/durable-file.ts";
import { syncFolder } from "../../stores/sync-folder.ts";
import type { StoredFile } from "../../engine/portable/tar/stored-file.ts";
import { removeTree } from "../../engine/portable/remove-tree.ts";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import { keeperOf } from "./extensions/pack-staged.ts";
import { findProject, type FoundProject } from "./find-project.ts";
import { restoreVersion } from "./project-history.ts";
import { checkId } from "./project-metadata.ts";
import { ProgressMeter, type ProjectRun } from "./project-run.ts";
import { cacheFolder, type ProjectStorage } from "./project-storage.ts";
import { archivedFiles, filesInTar } from "./read-archive.ts";
import { discard, newStaging } from "./discard.ts";
import { refuseTarget } from "./storage-itself.ts";
import { filesOf } from "./walk-project.ts";
import { isEmptyFolder, writeEntries } from "./write-entries.ts";
import { makeFolders } from "../../stores/make-folders.ts";

export interface ExtractProjectInput {
  /** A folder that is not there, or empty; `cache/{workbench}` when absent. */
  readonly destination?: string | undefined;
  /** Names the folder in the cache; the project's id when absent. What was there is replaced. */
  readonly workbench?: string | undefined;
  /** Gives `source/` and `artifacts/` as they are in the project, rather than what is in `source/` alone. */
  readonly withArtifacts?: boolean | undefined;
  /** One of its versions, rather than what it is now. */
  readonly version?: number | undefined;
}

/** So often a project that is archived, brought back or stored again meanwhile is read anew. */
const attempts = 3;

/** Writes the files into a folder that is empty. */
type Fill = (folder: string) => Promise<void>;

/**
 * Puts a copy of a project's files where somebody can work with them, whether it is active or archived; gives the absolute path. A folder that is made for
 * it appears whole. Throws `project-unknown`, `project-status`, `version-unknown`, `target-not-empty`, `target-unwritable`, `project-in-storage`, `project-changed`, `cancelled` and the errors of reading.
 */
export async function extractProject(
  storage: ProjectStorage,
  wanted: string,
  input: ExtractProjectInput = {},
  run: ProjectRun = {},
): Promise<string> {
  const id = checkId(wanted);
  const isCache = input.destination === undefined;
  const target = isCache
    ? join(cacheFolder(storage), checkId(input.workbench ?? id))
    : resolve(input.destination);
  if (!isCache) await refuseTarget(storage, target);
  const { meter, fill } =
    input.version === undefined
      ? await presentFiles(storage, id, input, run)
      : versionFiles(storage, id, { ...input, version: input.version }, run);
  try {
    const isThere = await exists(target);
    if (isThere && !isCache && !(await isEmptyFolder(target))) {
      throw new ResteraError("target-not-empty", { target });
    }
    if (isThere && !isCache) await fillEmpty(target, fill);
    else await makeWhole(storage, target, { fill, isCache });
  } catch (error) {
    if (error instanceof ResteraError) throw error;
    const problem = problemOf(error);
    throw new ResteraError("target-unwritable", { target, problem, cause: error });
  }
  meter.finish();
  return target;
}

interface Filling {
  readonly meter: ProgressMeter;
  readonly fill: Fill;
}

async function presentFiles(
  storage: ProjectStorage,
  id: string,
  { withArtifacts }: ExtractProjectInput,
  run: ProjectRun,
): Promise<Filling> {
  const { size_bytes: bytes, file_count: files } = (await extractable(storage, id)).metadata;
  const meter = new ProgressMeter(run, "extract", { bytes, files });
  const fill: Fill = async (folder) => {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const found = await extractable(storage, id);
      const before = await identityOf(found);
      try {
        await writeEntries(folder, filesFrom(storage, found, withArtifacts === true, run), meter);
        // An archive that goes is read to its end all the same.
        if ("archive" in found.place || before === (await identityOf(found))) return;
      } catch (error) {
        throwIfCancelled(run.signal);
        if (before === (await identityOf(found))) throw error;
      }
      await emptyFolder(folder);
    }
    throw new ResteraError("project-changed", { project: id });
  };
  return { meter, fill };
}

async function extractable(storage: ProjectStorage, id: string): Promise<FoundProject> {
  const found = await findProject(storage, id);
  const { status } = found.metadata;
  if (status !== "deleted") return found;
  throw new ResteraError("project-status", { project: id, status, wanted: "extract" });
}

/** Another one when the project was archived, brought back or stored again: then what was read is a part of it, or of two. Undefined when it is gone. */
async function identityOf({ place }: FoundProject): Promise<string | undefined> {
  try {
    const { dev, ino, birthtimeMs } = await stat("folder" in place ? place.folder : place.archive);
    return `${dev} ${ino} ${birthtimeMs}`;
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}

function versionFiles(
  storage: ProjectStorage,
  id: string,
  { withArtifacts, version }: ExtractProjectInput & { readonly version: number },
  run: ProjectRun,
): Filling {
  // How much it is, the store of versions says only in shares.
  const meter = new ProgressMeter(run, "extract", { bytes: 100, files: 0 });
  const part = withArtifacts === true ? "all" : "source";
  const onShare = (share: number) => meter.share(share);
  const fill: Fill = (target) =>
    restoreVersion(storage, id, { version, part, target, onShare }, run);
  return { meter, fill };
}

async function makeWhole(
  storage: ProjectStorage,
  target: string,
  { fill, isCache }: { readonly fill: Fill; readonly isCache: boolean },
): Promise<void> {
  const parent = dirname(target);
  await makeFolders(parent);
  // Beside the target, so that a rename is all that is needed.
  const staged = isCache ? await newStaging(storage) : await stagingBeside(parent);
  try {
    await fill(staged);
    // Only the cache's own.
    if (await exists(target)) await discard(storage, target);
    await rename(staged, target);
    await syncFolder(parent);
  } catch (error) {
    await removeTree(staged);
    throw error;
  }
}

async function stagingBeside(parent: string): Promise<string> {
  await removeStaleStaging(parent);
  const staged = stagingPath(parent);
  await mkdir(staged, { mode: 0o755 });
  return staged;
}

/** A folder that is somebody's already, a mount for example: what was begun in it is taken out again. */
async function fillEmpty(target: string, fill: Fill): Promise<void> {
  try {
    await fill(target);
  } catch (error) {
    await emptyFolder(target);
    throw error;
  }
}

async function emptyFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await removeTree(join(folder, name));
}

async function* filesFrom(
  storage: ProjectStorage,
  found: FoundProject,
  withArtifacts: boolean,
  { signal }: ProjectRun,
): AsyncGenerator<StoredFile> {
  for await (const entry of allFiles(storage, found, signal)) {
    const { path } = entry;
    if (withArtifacts && /^(?:source|artifacts)(?:\/|$)/.test(path)) yield entry;
    if (withArtifacts || !path.startsWith("source/")) continue;
    const isTwin = entry.kind === "hardlink";
    const linkTarget = isTwin ? entry.linkTarget.replace(/^source\//, "") : entry.linkTarget;
    yield { ...entry, path: path.slice("source/".length), linkTarget };
  }
}

function allFiles(
  storage: ProjectStorage,
  { id, place, metadata }: FoundProject,
  signal: AbortSignal | undefined,
): AsyncIterable<StoredFile> {
  if ("archive" in place) return archivedFiles(place.archive, signal);
  const keeper = keeperOf(storage, metadata);
  if (keeper === undefined) return filesOf(place.folder, "", { signal });
  return filesInTar(keeper.open(id, metadata.packed!, signal), { name: id, top: id });
}
