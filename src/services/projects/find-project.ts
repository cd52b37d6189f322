import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { gunzipped } from "../../engine/portable/byte-streams.ts";
import { exists, writeFileDurably } from "../../engine/portable/durable-file.ts";
import { readTar } from "../../engine/portable/tar/read-tar.ts";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import { countedProject } from "./count-project.ts";
import {
  checkId,
  isId,
  metadataText,
  parseMetadata,
  type ProjectMetadata,
} from "./project-metadata.ts";
import {
  archiveEnding,
  archivesFolder,
  metadataPath,
  nextFolder,
  projectFolder,
  type ProjectStorage,
  sidecarOf,
} from "./project-storage.ts";
import { refuseNoFolder } from "./storage-itself.ts";

/** A project and where it is. */
export interface FoundProject {
  readonly id: string;
  readonly metadata: ProjectMetadata;
  /** Absolute paths: the project's folder, or its `tar.gz`. */
  readonly place: { readonly folder: string } | { readonly archive: string };
}

/** Where something is in the storage, whatever is in it. */
export type ProjectPlace = FoundProject["place"];

/**
 * Finds a project by its id. One that has a folder with metadata is there, even when an archive of it was left by something that was interrupted. Throws
 * `project-unknown`, `project-id-invalid`, `project-damaged`, `storage-no-folder`.
 */
export async function findProject(storage: ProjectStorage, wanted: string): Promise<FoundProject> {
  const id = checkId(wanted);
  await refuseNoFolder(storage);
  const place = await placeOf(storage, id);
  if (place === undefined) {
    throw new ResteraError("project-unknown", { project: id, storage: storage.root });
  }
  return { id, place, metadata: await readMetadata(place, id) };
}

/** Where a project is; undefined when it is nowhere. A folder without metadata is there as well. */
export async function placeOf(
  storage: ProjectStorage,
  id: string,
): Promise<ProjectPlace | undefined> {
  const folder = projectFolder(storage, id);
  const next = join(nextFolder(storage), id);
  // Twice, because it may move from the one to the other between the two looks.
  for (const each of [next, folder, next, folder]) {
    if (await exists(metadataPath(each))) return { folder: each };
  }
  const archive = (await archiveFiles(storage)).find((each) => each.id === id)?.archive;
  if (archive !== undefined) return { archive };
  return (await exists(folder)) ? { folder } : undefined;
}

/** What the metadata at a place say. Throws `project-damaged`. */
export async function readMetadata(place: ProjectPlace, id: string): Promise<ProjectMetadata> {
  const path = "folder" in place ? metadataPath(place.folder) : sidecarOf(place.archive);
  try {
    const text = await readFile(path, "utf8").catch(async (error: unknown) => {
      const isLost = "archive" in place && isSystemError(error, "ENOENT");
      if (isLost) return await metadataInside(place.archive);
      throw error;
    });
    return await countedProject(place, inPlace(parseMetadata(text, id), place));
  } catch (error) {
    const problem = isSystemError(error, "ENOENT") ? "it is missing" : problemOf(error);
    throw new ResteraError("project-damaged", { path, problem, cause: error });
  }
}

/** Replaces the metadata at a place, whole. */
export async function writeMetadata(place: ProjectPlace, metadata: ProjectMetadata): Promise<void> {
  const path = "folder" in place ? metadataPath(place.folder) : sidecarOf(place.archive);
  await writeFileDurably(path, metadataText(metadata));
}

/** Where it is says more than what is written there: it may have been moved by hand. */
export function inPlace(metadata: ProjectMetadata, place: ProjectPlace): ProjectMetadata {
  if (metadata.status === "deleted") return metadata;
  if (metadata.packed !== undefined) {
    return { ...metadata, status: metadata.archived_at === undefined ? "active" : "archived" };
  }
  return { ...metadata, status: "folder" in place ? "active" : "archived" };
}

/** All archives, by the names of their files; the newest month wins when one was left by something that was interrupted. */
export async function archiveFiles(
  storage: ProjectStorage,
): Promise<{ readonly id: string; readonly archive: string }[]> {
  const root = archivesFolder(storage);
  const found: { id: string; archive: string }[] = [];
  for (const year of await namesIn(root, /^\d{4}$/)) {
    for (const month of await namesIn(join(root, year), /^\d{2}$/)) {
      const folder = join(root, year, month);
      for (const name of await namesIn(folder, /\.tar\.gz$/)) {
        const id = name.slice(0, -archiveEnding.length);
        if (isId(id)) found.push({ id, archive: `${folder}${sep}${name}` });
      }
    }
  }
  return found.toReversed();
}

async function namesIn(folder: string, pattern: RegExp): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => pattern.test(name)).toSorted();
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}

const mostMetadataBytes = 1 << 20;

/** The first file of an archive is its metadata. */
async function metadataInside(archive: string): Promise<string> {
  const packed = createReadStream(archive) as AsyncIterable<Uint8Array>;
  for await (const entry of readTar(gunzipped(packed))) {
    if (basename(entry.path) !== "metadata.json" || entry.size > mostMetadataBytes) break;
    const parts: Uint8Array[] = [];
    for await (const part of entry.content()) parts.push(part);
    return Buffer.concat(parts).toString();
  }
  throw new Error("it is missing, in the archive as well");
}
