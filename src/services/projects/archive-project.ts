import { createReadStream } from "node:fs";
import { open, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gunzipped, gzippedWhereItHelps, inPieces } from "../../engine/portable/byte-streams.ts";
import { stagingPath } from "../../engine/portable/durable-file.ts";
import { HashedStream } from "../../engine/portable/hashed-stream.ts";
import { makeFolder, syncFolder } from "../../stores/sync-folder.ts";
import { paddingBytes } from "../../engine/portable/tar/tar-block.ts";
import { tarEnd, tarHeader } from "../../engine/portable/tar/tar-header.ts";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { changeProject } from "./change-project.ts";
import { discard, removeArchive } from "./discard.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import { archiveFiles, type FoundProject, writeMetadata } from "./find-project.ts";
import { listAll } from "./list-all.ts";
import { metadataText, type PackedBody, type ProjectMetadata } from "./project-metadata.ts";
import { ProgressMeter, type ProjectRun } from "./project-run.ts";
import {
  archiveEnding,
  archiveMonth,
  type ProjectStorage,
  stagingFolder,
} from "./project-storage.ts";
import { levelOf } from "./keep-version.ts";
import { staysInside } from "./project-content.ts";
import { filesOf, FolderStamp, measureFolder } from "./walk-project.ts";
import { madeOrNothing } from "./write-entries.ts";

const msPerDay = 86_400_000;

/**
 * Turns an active project into `archives/{year}/{month}/{id}.tar.gz`. The archive is written, read again and compared before the folder goes; until that
 * one step the project is active. One that is archived is given as it is. Throws `project-unknown`, `project-status`, `project-changed`, `project-name`,
 * `project-unreadable`, `project-not-written`, `project-busy`, `cancelled`.
 */
export async function archiveProject(
  storage: ProjectStorage,
  wanted: string,
  run: ProjectRun = {},
): Promise<FoundProject> {
  return await changeProject(storage, wanted, async (found) => {
    const { id, place, metadata } = found;
    if (metadata.status === "deleted") {
      throw new ResteraError("project-status", {
        ...{ project: id, status: metadata.status, wanted: "archive" },
      });
    }
    if ("archive" in place || metadata.status === "archived") return found;
    if (metadata.packed !== undefined) return await archivePacked(found, metadata.packed, storage);
    const staged = stagingPath(stagingFolder(storage));
    await makeFolder(stagingFolder(storage));
    return await madeOrNothing(staged, { project: id, storage: storage.root }, async () => {
      const time = storage.now();
      const archivedAt = time.toISOString();
      const archived = { ...metadata, status: "archived", archived_at: archivedAt } as const;
      const size = await writeArchive(staged, place.folder, archived, run);
      // What an interrupted run left of the same project.
      for (const each of await archiveFiles(storage)) {
        if (each.id === id) await removeArchive(storage, each.archive);
      }
      const archive = join(archiveMonth(storage, time), `${id}${archiveEnding}`);
      const kept = { ...archived, archive_size_bytes: size };
      await makeFolder(dirname(archive));
      await rename(staged, archive);
      await writeMetadata({ archive }, kept);
      await discard(storage, place.folder);
      run.onProgress?.(100, doneDetails(metadata));
      return { id, metadata: kept, place: { archive } };
    });
  });
}

/** What a backend keeps is one file already: it is only said to be archived. */
async function archivePacked(
  { id, place, metadata }: FoundProject,
  { size_bytes: size }: PackedBody,
  { now }: ProjectStorage,
): Promise<FoundProject> {
  const time = now().toISOString();
  const archived = { status: "archived", archived_at: time, archive_size_bytes: size } as const;
  await writeMetadata(place, { ...metadata, ...archived });
  return { id, place, metadata: { ...metadata, ...archived } };
}

export interface ArchivedOld {
  /** Ids. */
  readonly archived: readonly string[];
  readonly problems: readonly { readonly id: string; readonly problem: string }[];
}

/** Archives every active project whose `updated_at` is older than so many days. One that cannot be is named, and the others are archived. */
export async function archiveOldProjects(
  storage: ProjectStorage,
  days: number,
  { dryRun = false, ...run }: ProjectRun & { readonly dryRun?: boolean } = {},
): Promise<ArchivedOld> {
  const before = storage.now().getTime() - days * msPerDay;
  const { projects } = await listAll(storage, run.signal);
  const old = projects.filter(
    ({ metadata }) => metadata.status === "active" && Date.parse(metadata.updated_at) < before,
  );
  const archived: string[] = [];
  const problems: { id: string; problem: string }[] = [];
  for (const [at, { id }] of old.entries()) {
    throwIfCancelled(run.signal);
    const told: ProjectRun["onProgress"] = (percent, details) =>
      run.onProgress?.(Math.floor((100 * at + percent) / old.length), details);
    try {
      if (!dryRun) await archiveProject(storage, id, { ...run, onProgress: told });
      archived.push(id);
    } catch (error) {
      throwIfCancelled(run.signal);
      problems.push({ id, problem: problemOf(error) });
    }
  }
  return { archived, problems };
}

function doneDetails({ size_bytes: bytes, file_count: files }: ProjectMetadata) {
  const counts = { bytesDone: bytes, bytesTotal: bytes, filesDone: files, filesTotal: files };
  return { phase: "verify" as const, ...counts };
}

/** Writes the archive and compares what can be read from it with what was written; gives its size in bytes. */
async function writeArchive(
  staged: string,
  folder: string,
  metadata: ProjectMetadata,
  run: ProjectRun,
): Promise<number> {
  const measured = await measureFolder(folder, { signal: run.signal });
  const meter = new ProgressMeter(run, "archive", measured);
  const stamp = new FolderStamp();
  const written = new HashedStream();
  const level = levelOf(metadata);
  const tar = inPieces(tarOf(folder, metadata, { stamp, meter, run }));
  const handle = await open(staged, "wx", 0o600);
  try {
    await handle.writeFile(gzippedWhereItHelps(written.through(tar), { level }));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(dirname(staged));
  const packed = createReadStream(staged) as AsyncIterable<Uint8Array>;
  const read = new HashedStream();
  for await (const _ of read.through(gunzipped(packed), run.signal));
  if (read.sha256() !== written.sha256()) {
    throw new Error("what was read again is not what was written");
  }
  if ((await FolderStamp.of(folder, run.signal)) !== stamp.digest()) {
    throw new ResteraError("project-changed", { project: metadata.project_id });
  }
  return (await stat(staged)).size;
}

interface Packing {
  readonly stamp: FolderStamp;
  readonly meter: ProgressMeter;
  readonly run: ProjectRun;
}

/** The metadata first, so that they can be read without the rest. */
async function* tarOf(
  folder: string,
  metadata: ProjectMetadata,
  { stamp, meter, run }: Packing,
): AsyncGenerator<Uint8Array> {
  const id = metadata.project_id;
  const text = Buffer.from(metadataText(metadata));
  yield tarHeader({ path: `${id}/metadata.json`, size: text.length, modifiedMs: Date.now() });
  yield text;
  yield Buffer.alloc(paddingBytes(text.length));
  const onStats: FolderStamp["add"] = (path, stats) => stamp.add(path, stats);
  for await (const entry of filesOf(folder, "", { signal: run.signal, onStats })) {
    const { path, kind, size, modifiedMs, mode, linkTarget } = entry;
    if (path === "metadata.json") continue;
    if (kind === "symlink" && !staysInside(entry)) {
      const problem = "it is a link that leads out of the project";
      throw new ResteraError("project-unreadable", { path: join(folder, path), problem });
    }
    const common = { path: `${id}/${path}`, size, modifiedMs, mode, linkTarget };
    yield tarHeader({ ...common, kind: kind as "file" | "folder" | "symlink" });
    for await (const bytes of entry.content()) {
      meter.advance(bytes.length, path);
      yield bytes;
    }
    yield Buffer.alloc(paddingBytes(size));
    if (kind === "file") meter.fileDone(path);
  }
  yield tarEnd();
}
