import { join, resolve } from "node:path";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import { placeOf } from "../find-project.ts";
import { partOf, type ProjectRun } from "../project-run.ts";
import type { ProjectStorage } from "../project-storage.ts";
import type { BackupDestination } from "./backup-destination.ts";
import { logBackup } from "./backup-log.ts";
import type { BackedUpProject, BackupProblem } from "./backup-manifest.ts";
import { findBackup, type FoundBackup } from "./list-backups.ts";
import { problemIn } from "./backup-destination.ts";
import { restoreFromBackup, type RestoredProject } from "./restore-backup.ts";

export interface RestoreBackupInput {
  /** Its id, or `latest`. */
  readonly backup: string;
  /** One of its projects; all when absent. */
  readonly project?: string | undefined;
  /** One project's own folder, or the folder in which each gets one; the storage when absent. */
  readonly destination?: string | undefined;
  readonly destinations: readonly BackupDestination[];
  readonly log?: string | undefined;
}

export interface RestoreReport {
  readonly backup_id: string;
  readonly restored: readonly RestoredProject[];
  /** Those that are in the storage: a restore replaces nothing. */
  readonly skipped: readonly string[];
  readonly problems: readonly BackupProblem[];
}

/**
 * Brings a backup's projects back, as they were: active, archived or marked as deleted. Into the storage come those that are not there. One that cannot be
 * restored is named, and the others are restored. Throws `backup-unknown`, `backup-lacks-project`, and for a single project what `restoreFromBackup` throws.
 */
export async function restoreBackup(
  storage: ProjectStorage,
  input: RestoreBackupInput,
  run: ProjectRun = {},
): Promise<RestoreReport> {
  const { log, backup: wanted, project } = input;
  try {
    const report = await restore(storage, input, run);
    const error = report.problems.map(({ id, problem }) => `${id}: ${problem}`).join("; ");
    await logBackup(
      log,
      {
        ...{ what: "restore", backup: report.backup_id },
        result: report.problems.length === 0 ? "ok" : "partly",
        facts: { projects: report.restored.length, skipped: report.skipped.length },
        ...(error !== "" && { error }),
      },
      storage.now(),
    );
    return report;
  } catch (error) {
    const facts = project === undefined ? {} : { project };
    const entry = { backup: wanted, result: "failed", facts, error: problemOf(error) } as const;
    await logBackup(log, { what: "restore", ...entry }, storage.now());
    throw error;
  }
}

async function restore(
  storage: ProjectStorage,
  { backup: wanted, project, destination, destinations }: RestoreBackupInput,
  run: ProjectRun,
): Promise<RestoreReport> {
  const backup = await findBackup(destinations, wanted, run.signal);
  if (project !== undefined) {
    const input = { backup, project: projectOf(backup, project), destination };
    const restored = [await restoreFromBackup(storage, input, run)];
    return { backup_id: backup.backup_id, restored, skipped: [], problems: [] };
  }
  const [restored, skipped, problems]: [RestoredProject[], string[], BackupProblem[]] = [
    [],
    [],
    [],
  ];
  const projects = manifestOf(backup).projects;
  for (const [at, each] of projects.entries()) {
    throwIfCancelled(run.signal);
    const id = each.project_id;
    const into = destination === undefined ? undefined : join(resolve(destination), id);
    if (into === undefined && (await placeOf(storage, id)) !== undefined) {
      skipped.push(id);
      continue;
    }
    try {
      const part = partOf(run, at / projects.length, (at + 1) / projects.length);
      restored.push(
        await restoreFromBackup(storage, { backup, project: each, destination: into }, part),
      );
    } catch (error) {
      throwIfCancelled(run.signal);
      problems.push({ id, problem: problemIn(error) });
    }
  }
  return { backup_id: backup.backup_id, restored, skipped, problems };
}

function manifestOf({ backup_id: backup, manifest, copies }: FoundBackup) {
  if (manifest !== undefined) return manifest;
  const problem = copies.find((each) => each.problem !== undefined)?.problem ?? "";
  throw new ResteraError("backup-damaged", { backup, file: "manifest.json", problem });
}

function projectOf(backup: FoundBackup, wanted: string): BackedUpProject {
  const { projects } = manifestOf(backup);
  const found = projects.find((each) => each.project_id === wanted);
  if (found !== undefined) return found;
  const ids = projects.map((each) => each.project_id).join(", ");
  throw new ResteraError("backup-lacks-project", {
    ...{ backup: backup.backup_id, project: wanted, projects: ids },
  });
}
