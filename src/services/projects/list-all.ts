import { lstatSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { exists } from "../../engine/portable/durable-file.ts";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import {
  archiveFiles,
  type FoundProject,
  type ProjectPlace,
  readMetadata,
} from "./find-project.ts";
import { isId, type ProjectMetadata } from "./project-metadata.ts";
import {
  metadataPath,
  projectFolder,
  projectsFolder,
  type ProjectStorage,
  sidecarOf,
} from "./project-storage.ts";

export interface AllProjects {
  readonly projects: readonly FoundProject[];
  /** Folders whose metadata are missing or cannot be read, and archives without. */
  readonly problems: readonly { readonly id: string; readonly problem: string }[];
}

interface Seen {
  readonly stamp: string;
  readonly metadata: ProjectMetadata;
}

/** What was read before, by path; each is believed while its file is the same. */
const seen = new Map<string, Seen>();
const mostSeen = 200_000;
/** Between so many, others have their turn. */
const atOnce = 256;

/** Every project of a storage, in the order of ids, as the files have it now. */
export async function listAll(storage: ProjectStorage, signal?: AbortSignal): Promise<AllProjects> {
  const places = new Map<string, ProjectPlace>();
  for (const { id, archive } of await archiveFiles(storage)) {
    if (!places.has(id)) places.set(id, { archive });
  }
  for (const id of await idsIn(projectsFolder(storage))) {
    const folder = projectFolder(storage, id);
    // As `placeOf` has it: a folder without metadata hides no archive.
    if (places.has(id) && !(await exists(metadataPath(folder)))) continue;
    places.set(id, { folder });
  }
  const projects: FoundProject[] = [];
  const problems: { id: string; problem: string }[] = [];
  const waiting = [...places].toSorted(([a], [b]) => (a < b ? -1 : 1));
  while (waiting.length > 0) {
    throwIfCancelled(signal);
    const some = waiting.splice(0, atOnce);
    const found = await Promise.all(
      some.map(async ([id, place]) => known(id, place) ?? (await readOne(id, place))),
    );
    for (const each of found) {
      if ("metadata" in each) projects.push(each);
      else problems.push(each);
    }
    await setImmediate();
  }
  return { projects, problems };
}

/** What was read before, if its file is the same. */
function known(id: string, place: ProjectPlace): FoundProject | undefined {
  const path = metadataOf(place);
  const before = seen.get(path);
  if (before === undefined || before.stamp !== stampOf(path)) return undefined;
  return { id, place, metadata: before.metadata };
}

async function readOne(
  id: string,
  place: ProjectPlace,
): Promise<FoundProject | { id: string; problem: string }> {
  const path = metadataOf(place);
  try {
    const stamp = stampOf(path);
    const metadata = await readMetadata(place, id);
    if (seen.size >= mostSeen) seen.clear();
    // Without a file of its own there is nothing to compare later.
    if (stamp !== undefined) seen.set(path, { stamp, metadata });
    return { id, place, metadata };
  } catch (error) {
    const inShort = error instanceof ResteraError ? error.details["problem"] : undefined;
    return { id, problem: typeof inShort === "string" ? inShort : problemOf(error) };
  }
}

function metadataOf(place: ProjectPlace): string {
  return "folder" in place ? metadataPath(place.folder) : sidecarOf(place.archive);
}

/**
 * Every change is a new file under the same name. Asked synchronously, which takes microseconds: a call in the thread pool takes ten times as long, and there may be
 * ten thousand of them.
 */
function stampOf(path: string): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats && `${stats.ino}/${stats.size}/${stats.mtimeMs}/${stats.ctimeMs}`;
}

async function idsIn(folder: string): Promise<string[]> {
  try {
    const found = await readdir(folder, { withFileTypes: true });
    return found.filter((each) => each.isDirectory() && isId(each.name)).map(({ name }) => name);
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return [];
    throw error;
  }
}
