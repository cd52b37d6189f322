import { createReadStream } from "node:fs";
import { writeHashed } from "./pack-project.ts";
import { mkdir, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { gunzipped } from "../../../engine/portable/byte-streams.ts";
import {
  exists,
  removeStaleStaging,
  stagingPath,
  writeFileDurably,
} from "../../../engine/portable/durable-file.ts";
import type { StoredFile } from "../../../engine/portable/tar/stored-file.ts";
import { removeTree } from "../../../engine/portable/remove-tree.ts";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import { makeFolder, syncFolder } from "../../../stores/sync-folder.ts";
import { newStaging } from "../discard.ts";
import { type FoundProject, placeOf, writeMetadata } from "../find-project.ts";
import { metadataText, type ProjectMetadata } from "../project-metadata.ts";
import { refuseFullDisk, withRoom } from "../project-quota.ts";
import { ProgressMeter, type ProjectRun } from "../project-run.ts";
import {
  archiveEnding,
  archiveMonth,
  metadataPath,
  projectsFolder,
  type ProjectStorage,
  stagingFolder,
} from "../project-storage.ts";
import { filesInTar } from "../read-archive.ts";
import { withProject } from "../settle-project.ts";
import { publish } from "../store-content.ts";
import { isEmptyFolder, madeOrNothing, writeEntries } from "../write-entries.ts";
import type { BackupDestination } from "./backup-destination.ts";
import { type BackedUpProject, fileKey } from "./backup-manifest.ts";
import type { BackupCopy, FoundBackup } from "./list-backups.ts";
import { problemIn } from "./backup-destination.ts";
import { makeFolders } from "../../../stores/make-folders.ts";

export interface RestoreInput {
  readonly backup: FoundBackup;
  readonly project: BackedUpProject;
  /** A folder that is not there, or empty: it becomes the project, with `metadata.json`. The storage when absent. */
  readonly destination?: string | undefined;
}

/** Where a project was restored to. */
export interface RestoredProject {
  readonly project_id: string;
  /** Absolute: its folder, or its archive in the storage. */
  readonly path: string;
  /** The destination that it came from. */
  readonly from: string;
}

/**
 * Brings one project of a backup back: fetched, compared with its hash, and only then unpacked. A destination whose copy is damaged is passed over for the
 * next one. Throws `backup-damaged`, `project-exists`, `target-not-empty`, `target-unwritable`, `project-not-written`, `project-quota`, `cancelled`.
 */
export async function restoreFromBackup(
  storage: ProjectStorage,
  input: RestoreInput,
  run: ProjectRun = {},
): Promise<RestoredProject> {
  const { backup, project, destination } = input;
  const id = project.project_id;
  // Before anything is fetched; and once more when nobody else works on it.
  if (destination === undefined && (await placeOf(storage, id)) !== undefined) {
    throw new ResteraError("project-exists", { project: id });
  }
  await makeFolder(stagingFolder(storage));
  const staged = stagingPath(stagingFolder(storage));
  const total = { bytes: project.metadata.size_bytes, files: project.metadata.file_count };
  const meter = new ProgressMeter(run, "restore", total);
  try {
    if (destination !== undefined) await refuseFilled(resolve(destination));
    const from = await fetch(backup, project, staged, run);
    const entries = entriesOf(staged, project);
    const path =
      destination === undefined
        ? placePath(await intoStorage(storage, { project, staged, entries, meter }))
        : await intoFolder(resolve(destination), withMetadata(entries, project), meter);
    meter.finish();
    return { project_id: id, path, from: from.url };
  } finally {
    await rm(staged, { force: true });
  }
}

function placePath({ place }: FoundProject): string {
  return "folder" in place ? place.folder : place.archive;
}

/** From the first destination that has the file as it was written. */
async function fetch(
  { backup_id: id, copies }: FoundBackup,
  project: BackedUpProject,
  staged: string,
  run: ProjectRun,
): Promise<BackupDestination> {
  const problems: string[] = [];
  const finished = copies.filter(({ isUnfinished }) => !isUnfinished);
  for (const copy of finished.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    const { destination, manifest } = copy;
    // Each destination has its own way of not keeping what is the same twice.
    const own = manifest?.projects.find((each) => each.project_id === project.project_id);
    try {
      await download(destination, fileKey(id, own ?? project), { project, staged, run });
      return destination;
    } catch (error) {
      throwIfCancelled(run.signal);
      problems.push(`${destination.url}: ${problemIn(error)}`);
      await rm(staged, { force: true });
    }
  }
  const problem = problems.join("; ");
  throw new ResteraError("backup-damaged", { backup: id, file: project.file, problem });
}

/** Local ones first, and those that look whole. */
function rankOf({ problem, destination }: BackupCopy): number {
  return (problem === undefined ? 0 : 2) + (destination.folder === undefined ? 1 : 0);
}

async function download(
  { store }: BackupDestination,
  key: string,
  { project, staged, run }: { project: BackedUpProject; staged: string; run: ProjectRun },
): Promise<void> {
  const call = run.signal === undefined ? {} : { signal: run.signal };
  const { body } = await store.get(key, call);
  const { sha256 } = await writeHashed(staged, body, run.signal);
  if (sha256 !== project.sha256) throw new Error("its hash is not the one in the manifest");
}

function entriesOf(staged: string, project: BackedUpProject): AsyncIterable<StoredFile> {
  const bytes = createReadStream(staged) as AsyncIterable<Uint8Array>;
  const tar = project.file.endsWith(".gz") ? gunzipped(bytes) : bytes;
  return filesInTar(tar, { name: project.file, top: project.project_id });
}

/** What the manifest says of the project is newer than what an archive in it does. */
async function* withMetadata(
  entries: AsyncIterable<StoredFile>,
  { metadata }: BackedUpProject,
): AsyncGenerator<StoredFile> {
  const { packed: _, ...plain } = metadata;
  const text = Buffer.from(metadataText(plain));
  yield {
    ...{ path: "metadata.json", kind: "file", size: text.length, mode: 0o600, linkTarget: "" },
    modifiedMs: Date.parse(metadata.updated_at),
    content: async function* () {
      yield text;
    },
  };
  for await (const entry of entries) if (entry.path !== "metadata.json") yield entry;
}

async function refuseFilled(target: string): Promise<void> {
  if (!(await exists(target))) return;
  if (!(await isEmptyFolder(target).catch(() => false))) {
    throw new ResteraError("target-not-empty", { target });
  }
}

/** The folder appears whole, or not at all. */
async function intoFolder(
  target: string,
  entries: AsyncIterable<StoredFile>,
  meter: ProgressMeter,
): Promise<string> {
  const parent = dirname(target);
  let staged: string | undefined;
  try {
    await makeFolders(parent);
    await removeStaleStaging(parent);
    staged = stagingPath(parent);
    await mkdir(staged, { mode: 0o755 });
    await writeEntries(staged, entries, meter);
    if (await exists(target)) await rmdir(target);
    await rename(staged, target);
    await syncFolder(parent);
    return target;
  } catch (error) {
    if (staged !== undefined) await removeTree(staged);
    if (error instanceof ResteraError) throw error;
    throw new ResteraError("target-unwritable", {
      target,
      problem: problemOf(error),
      cause: error,
    });
  }
}

interface IntoStorage {
  readonly project: BackedUpProject;
  readonly staged: string;
  readonly entries: AsyncIterable<StoredFile>;
  readonly meter: ProgressMeter;
}

/** As it was: active, archived or marked as deleted. Its versions are not in a backup. */
async function intoStorage(
  storage: ProjectStorage,
  { project, staged, entries, meter }: IntoStorage,
): Promise<FoundProject> {
  const id = project.project_id;
  const { packed: _, version: __, ...metadata } = project.metadata;
  await makeFolder(projectsFolder(storage));
  const named = { project: id, storage: storage.root };
  const work = async (): Promise<FoundProject> => {
    if ((await placeOf(storage, id)) !== undefined) {
      throw new ResteraError("project-exists", { project: id });
    }
    return await withRoom(storage, { project: id }, async (room) => {
      if (project.kind === "archive") {
        await room.check(project.size_bytes);
        return await madeOrNothing(staged, named, () => asArchive(storage, metadata, staged));
      }
      await room.check(metadata.size_bytes);
      await refuseFullDisk(storage.root, metadata.size_bytes, named);
      const folder = await newStaging(storage);
      return await madeOrNothing(folder, named, async () => {
        await writeEntries(folder, room.guard(withoutMetadata(entries)), meter);
        await writeFileDurably(metadataPath(folder), metadataText(metadata));
        return { id, metadata, place: await publish(storage, id, folder) };
      });
    });
  };
  return await withProject(storage, id, work);
}

async function* withoutMetadata(entries: AsyncIterable<StoredFile>): AsyncGenerator<StoredFile> {
  for await (const entry of entries) if (entry.path !== "metadata.json") yield entry;
}

async function asArchive(
  storage: ProjectStorage,
  metadata: ProjectMetadata,
  staged: string,
): Promise<FoundProject> {
  const id = metadata.project_id;
  const time = new Date(metadata.archived_at ?? storage.now());
  const archive = join(archiveMonth(storage, time), `${id}${archiveEnding}`);
  await makeFolder(dirname(archive));
  await rename(staged, archive);
  await syncFolder(dirname(archive));
  await writeMetadata({ archive }, metadata);
  return { id, metadata, place: { archive } };
}
