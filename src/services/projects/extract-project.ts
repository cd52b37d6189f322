import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { exists, removeStaleStaging, stagingPath } from "../../engine/portable/durable-file.ts";
import { syncFolder } from "../../stores/sync-folder.ts";
import type { StoredFile } from "../../engine/portable/tar/stored-file.ts";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { findProject, type FoundProject } from "./find-project.ts";
import { checkId } from "./project-metadata.ts";
import { ProgressMeter, type ProjectRun } from "./project-run.ts";
import { cacheFolder, type ProjectStorage } from "./project-storage.ts";
import { archivedFiles } from "./read-archive.ts";
import { discard, newStaging } from "./recover-storage.ts";
import { filesOf } from "./walk-project.ts";
import { isEmptyFolder, writeEntries } from "./write-entries.ts";

export interface ExtractProjectInput {
  /** A folder that is not there, or empty; `cache/{workbench}` when absent. */
  readonly destination?: string | undefined;
  /** Names the folder in the cache; the project's id when absent. What was there is replaced. */
  readonly workbench?: string | undefined;
  /** Gives `source/` and `artifacts/` as they are in the project, rather than what is in `source/` alone. */
  readonly withArtifacts?: boolean | undefined;
}

/**
 * Puts a copy of a project's files where somebody can work with them, whether it is active or archived; gives the absolute path. A folder that is made for
 * it appears whole. Throws `project-unknown`, `project-status`, `target-not-empty`, `target-unwritable`, `cancelled` and the errors of reading.
 */
export async function extractProject(
  storage: ProjectStorage,
  wanted: string,
  input: ExtractProjectInput = {},
  run: ProjectRun = {},
): Promise<string> {
  const found = await findProject(storage, wanted);
  const { id, metadata } = found;
  if (metadata.status === "deleted") {
    throw new ResteraError("project-status", {
      ...{ project: id, status: metadata.status, wanted: "extract" },
    });
  }
  const isCache = input.destination === undefined;
  const target = isCache
    ? join(cacheFolder(storage), checkId(input.workbench ?? id))
    : resolve(input.destination);
  const total = { bytes: metadata.size_bytes, files: metadata.file_count };
  const meter = new ProgressMeter(run, "extract", total);
  try {
    const isThere = await exists(target);
    if (isThere && !isCache && !(await isEmptyFolder(target))) {
      throw new ResteraError("target-not-empty", { target });
    }
    const entries = filesFrom(found, input.withArtifacts === true, run);
    if (isThere && !isCache) await fillEmpty(target, entries, meter);
    else await makeWhole(storage, target, { entries, meter, isCache });
  } catch (error) {
    if (error instanceof ResteraError) throw error;
    const problem = problemOf(error);
    throw new ResteraError("target-unwritable", { target, problem, cause: error });
  }
  meter.finish();
  return target;
}

async function makeWhole(
  storage: ProjectStorage,
  target: string,
  {
    entries,
    meter,
    isCache,
  }: { entries: AsyncIterable<StoredFile>; meter: ProgressMeter; isCache: boolean },
): Promise<void> {
  const parent = dirname(target);
  await mkdir(parent, { recursive: true });
  // Beside the target, so that a rename is all that is needed.
  const staged = isCache ? await newStaging(storage) : await stagingBeside(parent);
  try {
    await writeEntries(staged, entries, meter);
    // Only the cache's own.
    if (await exists(target)) await discard(storage, target);
    await rename(staged, target);
    await syncFolder(parent);
  } catch (error) {
    await rm(staged, { recursive: true, force: true });
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
async function fillEmpty(
  target: string,
  entries: AsyncIterable<StoredFile>,
  meter: ProgressMeter,
): Promise<void> {
  try {
    await writeEntries(target, entries, meter);
  } catch (error) {
    for (const name of await readdir(target)) {
      await rm(join(target, name), { recursive: true, force: true });
    }
    throw error;
  }
}

async function* filesFrom(
  { place }: FoundProject,
  withArtifacts: boolean,
  { signal }: ProjectRun,
): AsyncGenerator<StoredFile> {
  const all =
    "folder" in place
      ? filesOf(place.folder, "", { signal })
      : archivedFiles(place.archive, signal);
  for await (const entry of all) {
    const { path } = entry;
    if (withArtifacts && /^(?:source|artifacts)(?:\/|$)/.test(path)) yield entry;
    if (withArtifacts || !path.startsWith("source/")) continue;
    const isTwin = entry.kind === "hardlink";
    const linkTarget = isTwin ? entry.linkTarget.replace(/^source\//, "") : entry.linkTarget;
    yield { ...entry, path: path.slice("source/".length), linkTarget };
  }
}
