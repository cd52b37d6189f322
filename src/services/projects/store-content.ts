import { randomUUID } from "node:crypto";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { writeFileDurably } from "../../engine/portable/durable-file.ts";
import { ResteraError } from "../../foundation/errors.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import { makeFolder, syncFolder } from "../../stores/sync-folder.ts";
import { newStaging, removeArchive } from "./discard.ts";
import { keeperOf, packStaged, showStaged } from "./extensions/pack-staged.ts";
import { findProject, type FoundProject, placeOf } from "./find-project.ts";
import { keepVersion } from "./keep-version.ts";
import type { LeftOut, ProjectContent } from "./project-content.ts";
import {
  checkGiven,
  type GivenMetadata,
  metadataText,
  type ProjectMetadata,
  withoutFoundOut,
} from "./project-metadata.ts";
import { keepStamp, stampOfProject } from "./project-stamp.ts";
import { refuseFullDisk, type Room, withRoom } from "./project-quota.ts";
import { partOf, ProgressMeter, type ProjectRun } from "./project-run.ts";
import {
  metadataPath,
  projectFolder,
  projectsFolder,
  type ProjectStorage,
} from "./project-storage.ts";
import { recoverStorage } from "./recover-storage.ts";
import { noteSettled, replaceProject, settleVersions, withProject } from "./settle-project.ts";
import { refuseNoFolder } from "./storage-itself.ts";
import { type Measured, measureFolder } from "./walk-project.ts";
import { madeOrNothing, writeEntries } from "./write-entries.ts";

/** How something becomes a project. */
export interface StoreOptions {
  readonly metadata?: GivenMetadata | undefined;
  /** Its id; a project that has it already is replaced by a new version of itself. */
  readonly projectId?: string | undefined;
  /** Its name, if it has none and is given none; its id when absent. */
  readonly defaultName?: string | undefined;
  /** False: neither its versions nor its archive are compressed. */
  readonly compress?: boolean | undefined;
  /** 0 (none) to 9 (smallest), for its versions and its archive. */
  readonly compressionLevel?: number | undefined;
  /** False: no version is kept of it. */
  readonly versions?: boolean | undefined;
}

/** Of the work, where a version is kept: the rest is reading what was written once more. */
const writingShare = 0.6;

/**
 * Makes a project of what a content has, or replaces the one with that id. It is there whole, on the disk, in its old or its new state; more than there is room
 * for ends it while it is written. `open` is called once nobody else works on the project. Throws `project-exists`, `project-status`, `project-too-large`,
 * `project-quota`, `project-unreadable`, `project-not-written`, `project-busy`, `cancelled`, those of the metadata and those of the content.
 */
export async function storeContent(
  whole: ProjectStorage,
  open: () => Promise<ProjectContent>,
  options: StoreOptions,
  run: ProjectRun,
): Promise<FoundProject> {
  const given = withoutFoundOut(
    checkGiven({
      ...options.metadata,
      ...(options.projectId !== undefined && { project_id: options.projectId }),
    }),
  );
  checkLevel(options.compressionLevel);
  const storage = options.versions === false ? { ...whole, versions: undefined } : whole;
  const id = given.project_id ?? randomUUID();
  await refuseNoFolder(storage);
  await makeFolder(projectsFolder(storage));
  await recoverStorage(storage);
  return await withProject(storage, id, async () => {
    const before = await presentOf(storage, id, options);
    const content = await open();
    const known = { ...content.metadata, ...given };
    const project = known.name ?? before?.metadata.name ?? content.label;
    const freedBytes = before === undefined ? 0 : takenBy(before);
    try {
      return await withRoom(storage, { project, freedBytes }, async (room) =>
        makeProject(storage, content, {
          ...{ id, before, given: known, options, project, room },
          run,
        }),
      );
    } catch (error) {
      // The next one would do it as well; what went wrong here is what counts.
      await settleVersions(storage, id).catch(() => {});
      throw error;
    }
  });
}

interface Making {
  readonly id: string;
  readonly before: FoundProject | undefined;
  readonly given: GivenMetadata;
  readonly options: StoreOptions;
  readonly project: string;
  readonly room: Room;
  readonly run: ProjectRun;
}

async function makeProject(
  storage: ProjectStorage,
  content: ProjectContent,
  { id, before, given, options, project, room, run }: Making,
): Promise<FoundProject> {
  const { expected } = content;
  await room.check(expected.bytes);
  const named = { project, storage: storage.root };
  await refuseFullDisk(storage.root, expected.bytes, named);
  const staged = await newStaging(storage);
  return await madeOrNothing(staged, named, async () => {
    const leftOut: LeftOut[] = [];
    const share = storage.versions === undefined ? 1 : writingShare;
    const meter = new ProgressMeter(partOf(run, 0, share), "store", expected);
    await writeEntries(staged, room.guard(content.entries(leftOut, run)), meter);
    const measured = content.measured ?? (await measureFolder(join(staged, "source"), run));
    const counted = { ...measured, bytes: meter.bytesDone, files: meter.filesDone };
    const metadata: ProjectMetadata = {
      ...metadataOf(
        id,
        { ...{ before: before?.metadata, given, options }, content, now: storage.now() },
        counted,
      ),
      git_repository:
        given.git_repository ?? content.gitRepository ?? before?.metadata.git_repository ?? null,
      ...compressionOf(options),
      ...(leftOut.length > 0 && { left_out: leftOut }),
    };
    await showStaged(storage, staged, metadata, run.signal);
    const version = await keepVersion(
      storage,
      { id, before, folder: staged, metadata },
      partOf(run, share, 1),
    );
    throwIfCancelled(run.signal);
    // The version takes space too.
    if (version !== undefined) await room.checkAgain();
    const kept = { ...metadata, ...(version !== undefined && { version: version.version }) };
    const stored = { ...kept, ...(await packStaged(storage, staged, kept, run.signal)) };
    await writeFileDurably(metadataPath(staged), metadataText(stored));
    const stamp = version && (await stampOfProject(staged, version.version, run.signal));
    const place = await publishOver(storage, id, staged, before);
    if (stamp !== undefined) await keepStamp(storage, id, stamp);
    if (before?.metadata.packed !== undefined) await storage.bodies?.remove(before.metadata.packed);
    if (version !== undefined) await noteSettled(storage, id);
    meter.finish(run);
    return { id, metadata: stored, place };
  });
}

/** The project that is to be replaced, if there is one. */
async function presentOf(
  storage: ProjectStorage,
  id: string,
  { projectId }: StoreOptions,
): Promise<FoundProject | undefined> {
  if ((await placeOf(storage, id)) === undefined) return undefined;
  if (projectId === undefined) throw new ResteraError("project-exists", { project: id });
  const found = await findProject(storage, id);
  const { status } = found.metadata;
  keeperOf(storage, found.metadata);
  if (status !== "deleted") return found;
  throw new ResteraError("project-status", { project: id, status, wanted: "store" });
}

function takenBy({ metadata, place }: FoundProject): number {
  return "folder" in place ? metadata.size_bytes : (metadata.archive_size_bytes ?? 0);
}

async function publishOver(
  storage: ProjectStorage,
  id: string,
  staged: string,
  before: FoundProject | undefined,
): Promise<{ readonly folder: string }> {
  if (before !== undefined && "folder" in before.place) {
    return await replaceProject(storage, id, staged);
  }
  const folder = await publish(storage, id, staged);
  if (before !== undefined && "archive" in before.place) {
    await removeArchive(storage, before.place.archive);
  }
  return folder;
}

/** Gives a finished folder its name: from then on the project is there. */
export async function publish(
  storage: ProjectStorage,
  id: string,
  staged: string,
): Promise<{ readonly folder: string }> {
  const folder = projectFolder(storage, id);
  await rename(staged, folder);
  await syncFolder(projectsFolder(storage));
  return { folder };
}

/** Of one that is replaced, all that is not counted, detected or given anew stays as it was. */
function metadataOf(
  id: string,
  {
    before,
    given,
    options,
    content,
    now,
  }: Pick<Making, "given" | "options"> & {
    readonly before: ProjectMetadata | undefined;
    readonly content: ProjectContent;
    readonly now: Date;
  },
  { bytes, files, languages, frameworks }: Measured,
): ProjectMetadata {
  const time = now.toISOString();
  const {
    packed: _____,
    left_out: _,
    version: __,
    archived_at: ___,
    archive_size_bytes: ____,
    ...kept
  } = (before ?? {}) as Partial<ProjectMetadata> & { left_out?: unknown };
  const created = given.created_at;
  return {
    ...{ ...kept, ...given },
    project_id: id,
    name: given.name ?? kept.name ?? options.defaultName ?? id,
    type: given.type ?? kept.type ?? content.usualType ?? "generation",
    created_at: created === undefined ? (kept.created_at ?? time) : new Date(created).toISOString(),
    updated_at: time,
    ...{ size_bytes: bytes, file_count: files },
    languages: given.languages ?? languages,
    frameworks: given.frameworks ?? frameworks,
    status: "active",
    tags: given.tags ?? kept.tags ?? [],
    git_repository: null,
  };
}

function compressionOf({ compress, compressionLevel }: StoreOptions) {
  return {
    ...(compress !== undefined && { compress }),
    ...(compressionLevel !== undefined && { compression_level: compressionLevel }),
  };
}

function checkLevel(level: number | undefined): void {
  if (level === undefined || (Number.isInteger(level) && level >= 0 && level <= 9)) return;
  throw new ResteraError("setting-unknown", {
    ...{ setting: "compressionLevel", value: String(level), choices: "0 to 9" },
  });
}
