import { createReadStream } from "node:fs";
import { HashedStream } from "../../../engine/portable/hashed-stream.ts";
import { open, rm } from "node:fs/promises";
import { gzippedWhereItHelps, inPieces } from "../../../engine/portable/byte-streams.ts";
import { isSystemError, problemOf, ResteraError } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import { findProject, type FoundProject } from "../find-project.ts";
import { keeperOf } from "../extensions/pack-staged.ts";
import { projectTar } from "../project-tar.ts";
import type { ProgressMeter, ProjectRun } from "../project-run.ts";
import type { ProjectStorage } from "../project-storage.ts";
import { FolderStamp } from "../walk-project.ts";
import type { BackedUpProject } from "./backup-manifest.ts";
import { stampOf, stampOfFolder } from "./previous-backups.ts";

/** So often a project that is being changed is read again. */
const attempts = 3;

export interface PackProjectInput {
  readonly id: string;
  /** The file that is written. */
  readonly staged: string;
  readonly compress: boolean;
  readonly meter: ProgressMeter;
  readonly run: ProjectRun;
}

/**
 * Puts all of a project into one file, on the disk. One that is changed meanwhile is read again; after the third time it is kept as it was read, and said not to be
 * of one moment. Throws `project-unknown`, `project-damaged`, `project-unreadable`, `project-elsewhere`, `cancelled`, and what the disk says.
 */
export async function packProject(
  storage: ProjectStorage,
  input: PackProjectInput,
): Promise<BackedUpProject> {
  for (let attempt = 1; ; attempt++) {
    const found = await findProject(storage, input.id);
    const isLastAttempt = attempt === attempts;
    try {
      const packed = await pack(storage, found, input);
      if (packed.consistent || isLastAttempt) return packed;
    } catch (error) {
      throwIfCancelled(input.run.signal);
      if (isLastAttempt || !isFleeting(error)) throw error;
    }
    await rm(input.staged, { force: true });
  }
}

/** What the file of a project is called that is an archive already. */
function archiveFile(id: string): string {
  return `${id}.tar.gz`;
}

function folderFile(id: string, compress: boolean): string {
  return compress ? `${id}.tar.gz` : `${id}.tar`;
}

/** What a project's file is going to be called. */
export function fileOf({ id, place }: FoundProject, compress: boolean): string {
  return "archive" in place ? archiveFile(id) : folderFile(id, compress);
}

/** It was changed, archived or brought back while it was read. */
function isFleeting(error: unknown): boolean {
  return (
    isSystemError(error, "ENOENT") ||
    (error instanceof ResteraError && error.code === "project-unreadable")
  );
}

async function pack(
  storage: ProjectStorage,
  found: FoundProject,
  input: PackProjectInput,
): Promise<BackedUpProject> {
  const { id, place, metadata } = found;
  const { staged, compress, meter, run } = input;
  const common = { project_id: id, metadata };
  if ("archive" in place) {
    const stamp = await stampOf(found, run.signal);
    const written = await writeHashed(staged, counted(bytesOf(place.archive), meter, id));
    const same = { consistent: true, ...(stamp !== undefined && { stamp }) };
    return { ...common, ...written, ...same, kind: "archive", file: archiveFile(id) };
  }
  const file = folderFile(id, compress);
  const compressed = (tar: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> =>
    compress ? gzippedWhereItHelps(inPieces(tar)) : inPieces(tar);
  if (metadata.packed !== undefined) {
    const tar = keeperOf(storage, metadata)!.open(id, metadata.packed, run.signal);
    const written = await writeHashed(staged, compressed(counted(tar, meter, id)));
    return { ...common, ...written, kind: "folder", consistent: true, file };
  }
  const stamp = new FolderStamp();
  const leftOut: string[] = [];
  const tar = projectTar(place.folder, metadata, { stamp, meter, leftOut, signal: run.signal });
  const written = await writeHashed(staged, compressed(tar));
  const digest = stamp.digest();
  const consistent = (await FolderStamp.of(place.folder, run.signal, { passOdd: true })) === digest;
  return {
    ...{ ...common, ...written, kind: "folder", consistent, file },
    ...(consistent && { stamp: stampOfFolder(id, digest) }),
    ...(leftOut.length > 0 && { left_out: leftOut }),
  };
}

/** What is wrong with the project's file is not to be taken for the destination's. */
async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw new ResteraError("project-unreadable", { path, problem: problemOf(error), cause: error });
  }
}

async function* counted(
  input: AsyncIterable<Uint8Array>,
  meter: ProgressMeter,
  id: string,
): AsyncGenerator<Uint8Array> {
  for await (const bytes of input) {
    meter.advance(bytes.length, id);
    yield bytes;
  }
}

/** Writes a new file onto the disk; gives its hash and size. */
export async function writeHashed(
  file: string,
  input: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<{ readonly sha256: string; readonly size_bytes: number }> {
  const stream = new HashedStream();
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(stream.through(input, signal));
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sha256: stream.sha256(), size_bytes: stream.size };
}
