import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { isSystemError, problemOf, ResteraError } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import type { Body } from "../../../stores/objects/object-store.ts";
import { findProject } from "../find-project.ts";
import { listAll } from "../list-all.ts";
import { ProgressMeter, type ProjectRun } from "../project-run.ts";
import type { ProjectStorage } from "../project-storage.ts";
import { type BackupDestination, problemIn } from "./backup-destination.ts";
import { type LoggedBackup, logBackup } from "./backup-log.ts";
import {
  type BackedUpProject,
  type BackupManifest,
  type BackupProblem,
  newBackupId,
} from "./backup-manifest.ts";
import { LiveDestinations } from "./live-destinations.ts";
import { fileOf, packProject } from "./pack-project.ts";
import { PreviousBackups, stampOf } from "./previous-backups.ts";

export interface BackUpProjectsInput {
  /** Ids; all projects of the storage when absent, the archived and the deleted ones too. */
  readonly projects?: readonly string[] | undefined;
  readonly destinations: readonly BackupDestination[];
  readonly compress: boolean;
  /** The file in which it is noted. */
  readonly log?: string | undefined;
}

/** What became of a backup. */
export interface BackupReport extends BackupManifest {
  /** Those that have it whole. */
  readonly destinations: readonly string[];
  /** Projects and destinations that have not. */
  readonly problems: readonly BackupProblem[];
}

interface Work extends Pick<BackUpProjectsInput, "compress"> {
  readonly storage: ProjectStorage;
  readonly alive: LiveDestinations;
  readonly previous: PreviousBackups;
  readonly meter: ProgressMeter;
  readonly run: ProjectRun;
}

/**
 * Writes projects to every destination, a file each, reads each again and compares; the manifest comes last. A project or a destination that fails is
 * named, and the others are backed up; when none is left, nothing stays behind. Throws `backup-empty`, `backup-not-written`, `project-unknown`, the
 * errors of the one project that was named, `cancelled`.
 */
export async function backUpProjects(
  storage: ProjectStorage,
  input: BackUpProjectsInput,
  run: ProjectRun = {},
): Promise<BackupReport> {
  const time = storage.now();
  const backupId = newBackupId(time);
  const { log } = input;
  const note = async (entry: Pick<LoggedBackup, "result" | "facts" | "error">) =>
    await logBackup(log, { what: "backup", backup: backupId, ...entry }, storage.now());
  try {
    const report = await make(storage, { ...input, backupId, time }, run);
    const { projects, size_bytes: bytes, destinations, problems } = report;
    const error = problems.map(({ id, problem }) => `${id}: ${problem}`).join("; ");
    const unlogged = await note({
      result: problems.length === 0 && projects.every(isWhole) ? "ok" : "partly",
      facts: { projects: projects.length, bytes, to: destinations.join(",") },
      ...(error !== "" && { error }),
    });
    if (unlogged === undefined || log === undefined) return report;
    return { ...report, problems: [...problems, { id: log, problem: unlogged }] };
  } catch (error) {
    const to = input.destinations.map(({ url }) => url).join(",");
    await note({ result: "failed", facts: { to }, error: problemOf(error) });
    throw error;
  }
}

async function make(
  storage: ProjectStorage,
  input: BackUpProjectsInput & { readonly backupId: string; readonly time: Date },
  run: ProjectRun,
): Promise<BackupReport> {
  const { backupId, destinations, time, compress } = input;
  const wanted = await wantedProjects(storage, input.projects, run.signal);
  const meter = new ProgressMeter(run, "backup", wanted.total);
  const alive = new LiveDestinations(destinations, backupId);
  try {
    await alive.ready(storage);
    const problems = [...wanted.problems];
    const previous = await PreviousBackups.of(alive.alive(), run.signal);
    const work = { storage, alive, previous, compress, meter, run };
    const projects = await packAll(wanted.ids, work, problems);
    if (projects.length === 0) throw empty(storage, problems);
    const manifest: BackupManifest = {
      ...{ backup_id: backupId, created_at: time.toISOString() },
      finished_at: storage.now().toISOString(),
      scope: input.projects === undefined ? "all" : "project",
      ...{ storage: storage.root, compression: compress },
      size_bytes: projects.reduce((sum, each) => sum + each.size_bytes, 0),
      ...{ projects, problems },
    };
    await alive.finish(manifest, run.signal);
    meter.finish();
    return {
      ...manifest,
      problems: [...problems, ...alive.problems],
      destinations: alive.urls(),
    };
  } catch (error) {
    await alive.removeAll();
    throw error;
  }
}

async function wantedProjects(
  storage: ProjectStorage,
  ids: readonly string[] | undefined,
  signal: AbortSignal | undefined,
) {
  const all = ids === undefined ? await listAll(storage, signal) : undefined;
  const projects = all?.projects ?? (await findEach(storage, ids ?? []));
  if (projects.length === 0) {
    throw empty(storage, all?.problems ?? []);
  }
  const total = { bytes: 0, files: 0 };
  for (const { metadata } of projects) {
    total.bytes += metadata.size_bytes;
    total.files += metadata.file_count;
  }
  return { ids: projects.map(({ id }) => id), problems: all?.problems ?? [], total };
}

async function findEach(storage: ProjectStorage, ids: readonly string[]) {
  const found = [];
  for (const id of new Set(ids)) found.push(await findProject(storage, id));
  return found;
}

async function packAll(
  ids: readonly string[],
  work: Work,
  problems: BackupProblem[],
): Promise<BackedUpProject[]> {
  const packed: BackedUpProject[] = [];
  for (const id of ids) {
    throwIfCancelled(work.run.signal);
    try {
      packed.push((await linkOne(id, work)) ?? (await packOne(id, work)));
    } catch (error) {
      throwIfCancelled(work.run.signal);
      const isOfDestination = error instanceof ResteraError && error.code === "backup-not-written";
      if (ids.length === 1 || isOfDestination) throw error;
      problems.push({ id, problem: problemIn(error) });
    }
  }
  return packed;
}

function isWhole({ left_out: leftOut = [] }: BackedUpProject): boolean {
  return leftOut.length === 0;
}

/** A project that was not touched since an earlier backup in the same destinations shares its file; undefined: it has to be packed. */
async function linkOne(
  id: string,
  { storage, alive, previous, compress, meter, run: { signal } }: Work,
): Promise<BackedUpProject | undefined> {
  const found = await findProject(storage, id);
  // Whoever changes it now is seen to when it is packed.
  const stamp = await stampOf(found, signal).catch(() => undefined);
  throwIfCancelled(signal);
  if (stamp === undefined) return undefined;
  const before = previous.find(alive.alive(), { stamp, file: fileOf(found, compress) });
  if (before === undefined || !(await alive.link(before, signal))) return undefined;
  meter.advance(found.metadata.size_bytes, id);
  const { kept_in: _, ...project } = before.project;
  return { ...project, metadata: found.metadata };
}

/** Once more for each destination whose disk, on which it is staged, turns out to be full or not to be written to. */
async function packOne(id: string, work: Work): Promise<BackedUpProject> {
  const { storage, alive, previous, run } = work;
  for (;;) {
    const { file: staged, owner } = await alive.stage(storage);
    try {
      const project = await packProject(storage, { ...work, id, staged });
      const { size_bytes: size, sha256, file } = project;
      const bodyFor = (isLast: boolean) => ({ body: bodyOf(staged, size, isLast), size, sha256 });
      const keptBy = (destination: BackupDestination) =>
        previous.findSame(destination, { file, sha256 });
      await alive.put(file, bodyFor, { owner, keptBy, signal: run.signal });
      return project;
    } catch (error) {
      const isOfDisk = isSystemError(error, "ENOSPC", "EDQUOT", "EROFS", "EFBIG", "EIO");
      if (owner === undefined || !isOfDisk) throw error;
      await alive.fail(owner, error);
    } finally {
      await rm(staged, { force: true });
    }
  }
}

/** Only the last one may take the file over. */
function bodyOf(file: string, size: number, isLast: boolean): Body {
  const open = () =>
    createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>;
  return { size, open, ...(isLast && { file }) };
}

function empty({ root }: ProjectStorage, problems: readonly BackupProblem[]): ResteraError {
  const [first] = problems;
  const problem = first === undefined ? "there is no project" : `${first.id}: ${first.problem}`;
  return new ResteraError("backup-empty", { storage: root, problem });
}
