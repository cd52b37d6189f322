import { type Dirent, lstatSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, sep } from "node:path";
import { setImmediate } from "node:timers/promises";
import { exists } from "../../engine/portable/durable-file.ts";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import {
  archiveFiles,
  type FoundProject,
  inPlace,
  type ProjectPlace,
  placeOf,
  readMetadata,
} from "./find-project.ts";
import { indexOf, type ListIndex, stampOf } from "./list-index.ts";
import { isId } from "./project-metadata.ts";
import {
  metadataPath,
  nextFolder,
  projectsFolder,
  type ProjectStorage,
  sidecarOf,
} from "./project-storage.ts";
import { refuseNoFolder } from "./storage-itself.ts";

export interface AllProjects {
  readonly projects: readonly FoundProject[];
  /** Folders whose metadata are missing or cannot be read, and archives without. */
  readonly problems: readonly { readonly id: string; readonly problem: string }[];
}

type Problem = AllProjects["problems"][number];

/** Between so many, others have their turn. */
const atOnce = 512;
const mostLooks = 5;

/** Every project of a storage, in the order of ids, as the files have it now. Throws `storage-no-folder`, `cancelled`. */
export async function listAll(storage: ProjectStorage, signal?: AbortSignal): Promise<AllProjects> {
  await refuseNoFolder(storage);
  const index = indexOf(storage);
  await index.load();
  const places = await placesIn(storage);
  const ids = [...places.keys()].toSorted();
  const projects: FoundProject[] = [];
  const problems: Problem[] = [];
  const paths = new Set<string>();
  for (let at = 0; at < ids.length; at += atOnce) {
    throwIfCancelled(signal);
    const found = ids.slice(at, at + atOnce).map((id) => {
      const place = places.get(id)!;
      const listed = { id, place, path: pathOf(place) };
      paths.add(listed.path);
      return known(index, listed) ?? readOne(storage, index, listed);
    });
    for (const waiting of found) {
      const each = waiting instanceof Promise ? await waiting : waiting;
      if ("metadata" in each) projects.push(each);
      else problems.push(each);
    }
    await setImmediate();
  }
  await index.save(paths);
  return { projects, problems };
}

interface Listed {
  readonly id: string;
  readonly place: ProjectPlace;
  /** Of its metadata; absolute. */
  readonly path: string;
}

/** What was read before, if its file is the same. */
function known(index: ListIndex, { id, place, path }: Listed): FoundProject | undefined {
  const stamp = stampOf(path);
  const metadata = stamp && index.known(path, stamp);
  return metadata && { id, place, metadata };
}

async function readOne(
  storage: ProjectStorage,
  index: ListIndex,
  { id, place, path }: Listed,
): Promise<FoundProject | Problem> {
  try {
    const stamp = stampOf(path);
    const metadata = await readMetadata(place, id);
    // Without a file of its own there is nothing to compare later.
    if (stamp !== undefined) index.remember(path, stamp, metadata);
    return { id, place, metadata };
  } catch (error) {
    // It may be elsewhere by now, because somebody archived it, brought it back or stored it again.
    const now = await placeOf(storage, id).catch(() => undefined);
    if (now !== undefined && pathOf(now) !== path) {
      const metadata = await readMetadata(now, id).catch(() => undefined);
      if (metadata !== undefined) return { id, place: now, metadata: inPlace(metadata, now) };
    }
    const inShort = error instanceof ResteraError ? error.details["problem"] : undefined;
    return { id, problem: typeof inShort === "string" ? inShort : problemOf(error) };
  }
}

/** Where each is. Looked at again when something moved meanwhile from one place to another. */
async function placesIn(storage: ProjectStorage): Promise<Map<string, ProjectPlace>> {
  for (let look = 1; ; look++) {
    const before = movesOf(storage);
    const places = await lookOnce(storage);
    if (before === movesOf(storage) || look === mostLooks) return places;
  }
}

async function lookOnce(storage: ProjectStorage): Promise<Map<string, ProjectPlace>> {
  const places = new Map<string, ProjectPlace>();
  // Folders before archives: one that is archived meanwhile is in both rather than in none.
  const folders = await idsIn(projectsFolder(storage));
  for (const { id, archive } of await archiveFiles(storage)) {
    if (!places.has(id)) places.set(id, { archive });
  }
  const above = `${projectsFolder(storage)}${sep}`;
  for (const id of folders) {
    const folder = above + id;
    // As `placeOf` has it: a folder without metadata hides no archive.
    if (places.has(id) && !(await mayExist(metadataPath(folder)))) continue;
    places.set(id, { folder });
  }
  for (const id of await idsIn(nextFolder(storage))) {
    const folder = join(nextFolder(storage), id);
    if (await mayExist(metadataPath(folder))) places.set(id, { folder });
  }
  return places;
}

/** What cannot be looked at is listed, with what is wrong with it. */
async function mayExist(path: string): Promise<boolean> {
  return await exists(path).catch(() => true);
}

/** Changes whenever a project that is stored again comes or goes. */
function movesOf(storage: ProjectStorage): number {
  return lstatSync(nextFolder(storage), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** As `metadataPath` has it; put together here, because there are so many. */
function pathOf(place: ProjectPlace): string {
  return "folder" in place ? `${place.folder}${sep}metadata.json` : sidecarOf(place.archive);
}

async function idsIn(folder: string): Promise<string[]> {
  try {
    const found = await readdir(folder, { withFileTypes: true });
    // A link stands for a project that was moved to another disk.
    const isFolder = (each: Dirent) => each.isDirectory() || each.isSymbolicLink();
    return found.filter((each) => isFolder(each) && isId(each.name)).map(({ name }) => name);
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return [];
    throw error;
  }
}
