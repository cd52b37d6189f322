import { randomUUID } from "node:crypto";
import { readFile, realpath, rename, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { makePrivateFolder, writeFileDurably } from "../../engine/portable/durable-file.ts";
import { syncFolder } from "../../stores/sync-folder.ts";
import { leadsInside } from "../../engine/portable/tar/refuse-entry.ts";
import type { StoredFile } from "../../engine/portable/tar/stored-file.ts";
import { isSystemError, ResteraError } from "../../foundation/errors.ts";
import { type FoundProject, placeOf } from "./find-project.ts";
import { withProjectLock } from "./project-lock.ts";
import {
  checkGiven,
  type GivenMetadata,
  metadataText,
  type ProjectMetadata,
} from "./project-metadata.ts";
import { refuseFullDisk, roomFor } from "./project-quota.ts";
import { ProgressMeter, type ProjectRun } from "./project-run.ts";
import {
  metadataPath,
  projectFolder,
  projectsFolder,
  type ProjectStorage,
} from "./project-storage.ts";
import { newStaging, recoverStorage } from "./recover-storage.ts";
import { filesOf, type Measured, measureFolder } from "./walk-project.ts";
import { madeOrNothing, writeEntries } from "./write-entries.ts";

export interface StoreProjectInput {
  /** The folder that becomes `source/`. */
  readonly folder: string;
  /** A folder that becomes `artifacts/`. */
  readonly artifacts?: string | undefined;
  readonly metadata?: GivenMetadata | undefined;
  /** False: when it is archived, it is not compressed. */
  readonly compress?: boolean | undefined;
}

/** What a project lacks because it could not be kept safely. */
interface LeftOut {
  readonly path: string;
  readonly problem: string;
}

const mostLeftOutTold = 100;

/**
 * Copies a folder into the storage as a project. It is there whole, on the disk, or not at all; more than there is room for ends it while it is written. Links
 * that lead out of the folder are left out and named in `left_out` of its metadata. Throws `path-missing`, `project-exists`, `project-too-large`,
 * `project-quota`, `project-unreadable`, `project-not-written`, `project-busy`, `cancelled` and those of the metadata.
 */
export async function storeProject(
  storage: ProjectStorage,
  input: StoreProjectInput,
  run: ProjectRun = {},
): Promise<FoundProject> {
  const given = checkGiven(input.metadata ?? {});
  const id = given.project_id ?? randomUUID();
  const folder = await folderAt(input.folder);
  const artifacts = input.artifacts === undefined ? undefined : await folderAt(input.artifacts);
  await makePrivateFolder(projectsFolder(storage));
  await recoverStorage(storage);
  return await withProjectLock(storage, id, async () => {
    if ((await placeOf(storage, id)) !== undefined) {
      throw new ResteraError("project-exists", { project: id });
    }
    const without = await realpath(storage.root);
    const parts = { folder, artifacts, without };
    const measured = await measureAll(parts, run);
    const room = await roomFor(storage, given.name ?? folder);
    room.check(measured.bytes);
    const named = { project: given.name ?? folder, storage: storage.root };
    await refuseFullDisk(storage.root, measured.bytes, named);
    const staged = await newStaging(storage);
    return await madeOrNothing(staged, named, async () => {
      const leftOut: LeftOut[] = [];
      const meter = new ProgressMeter(run, "store", measured);
      await writeEntries(staged, room.guard(entriesOf(parts, leftOut, run)), meter);
      const counted = { ...measured, bytes: meter.bytesDone, files: meter.filesDone };
      const metadata: ProjectMetadata = {
        ...metadataOf(id, given, counted, storage.now()),
        git_repository: given.git_repository ?? (await gitRemote(folder)),
        ...(input.compress !== undefined && { compress: input.compress }),
        ...(leftOut.length > 0 && { left_out: leftOut }),
      };
      await writeFileDurably(metadataPath(staged), metadataText(metadata));
      const place = await publish(storage, id, staged);
      meter.finish();
      return { id, metadata, place };
    });
  });
}

interface Parts {
  readonly folder: string;
  readonly artifacts: string | undefined;
  readonly without: string;
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

async function folderAt(path: string): Promise<string> {
  const folder = resolve(path);
  try {
    const real = await realpath(folder);
    if ((await stat(real)).isDirectory()) return real;
  } catch (error) {
    if (!isSystemError(error, "ENOENT", "ENOTDIR")) throw error;
  }
  throw new ResteraError("path-missing", { path: folder });
}

async function measureAll(
  { folder, artifacts, without }: Parts,
  run: ProjectRun,
): Promise<Measured> {
  const walk = { signal: run.signal, without };
  const source = await measureFolder(folder, walk);
  if (artifacts === undefined) return source;
  const { bytes, files } = await measureFolder(artifacts, walk);
  return { ...source, bytes: source.bytes + bytes, files: source.files + files };
}

async function* entriesOf(
  { folder, artifacts, without }: Parts,
  leftOut: LeftOut[],
  { signal }: ProjectRun,
): AsyncGenerator<StoredFile> {
  const walk = { signal, without };
  yield folderEntry("source");
  yield* withoutOutside(filesOf(folder, "source/", walk), leftOut);
  yield folderEntry("artifacts");
  if (artifacts !== undefined)
    yield* withoutOutside(filesOf(artifacts, "artifacts/", walk), leftOut);
}

function folderEntry(path: string): StoredFile {
  const content = async function* (): AsyncGenerator<Uint8Array> {};
  const modifiedMs = Date.now();
  return { path, kind: "folder", size: 0, modifiedMs, mode: 0o755, linkTarget: "", content };
}

async function* withoutOutside(
  entries: AsyncIterable<StoredFile>,
  leftOut: LeftOut[],
): AsyncGenerator<StoredFile> {
  for await (const entry of entries) {
    if (entry.kind !== "symlink" || staysInside(entry)) {
      yield entry;
    } else if (leftOut.length < mostLeftOutTold) {
      leftOut.push({ path: entry.path, problem: "it is a link that leads out of the project" });
    }
  }
}

/** From `source/` or `artifacts/` on, so that a part of a project is whole by itself. */
export function staysInside({ path, linkTarget }: StoredFile): boolean {
  return leadsInside(path.slice(path.indexOf("/") + 1), linkTarget);
}

function metadataOf(
  id: string,
  given: GivenMetadata,
  measured: Measured,
  now: Date,
): ProjectMetadata {
  const { bytes, files, languages, frameworks } = measured;
  const time = now.toISOString();
  return {
    ...given,
    project_id: id,
    name: given.name ?? id,
    type: given.type ?? "generation",
    created_at: given.created_at === undefined ? time : new Date(given.created_at).toISOString(),
    updated_at: time,
    ...{ size_bytes: bytes, file_count: files },
    languages: given.languages ?? languages,
    frameworks: given.frameworks ?? frameworks,
    status: "active",
    tags: given.tags ?? [],
    git_repository: null,
  };
}

/** The address of a git working tree's origin, without what is secret in it; null for anything else. */
async function gitRemote(folder: string): Promise<string | null> {
  const config = await readFile(join(folder, ".git", "config"), "utf8").catch(() => "");
  const [, section = ""] = /\[remote "origin"\]([^[]*)/.exec(config) ?? [];
  const [, url] = /^\s*url\s*=\s*(\S+)\s*$/m.exec(section) ?? [];
  return url?.replace(/^([a-z+]+:\/\/)[^@/]*@/i, "$1") ?? null;
}
