import { ResteraError } from "../../../foundation/errors.ts";
import type { BackupReport } from "../../../services/projects/backups/back-up-projects.ts";
import type { ListedBackup } from "../../../services/projects/backups/list-backups.ts";
import type { RestoreReport } from "../../../services/projects/backups/restore-all.ts";
import type { VerifiedBackup } from "../../../services/projects/backups/verify-backup.ts";
import type { ProjectRun } from "../../../services/projects/project-run.ts";
import type { BackupOptions, RestoreAllCall, RestoreCall } from "./manager-calls.ts";
import { coreOf, ManagerCore, withCore } from "./manager-core.ts";
import {
  backupOptionNames,
  listBackupsNames,
  restoreAllNames,
  restoreNames,
  runNames,
} from "./option-names.ts";
import { camelKeys, given, type EitherCase } from "./storage-options.ts";

/**
 * AI Orchestrator's backups of projects, in `./backups/projects/` or where the configuration says. Nothing is read and nothing is made before the first call. Errors
 * are `ResteraError`s; what goes wrong with one of several projects or destinations is said on stderr.
 */
export class BackupManager {
  readonly #core: ManagerCore;

  /** Of options, or of a `StorageManager`. Throws `extension-invalid`. */
  constructor(options: EitherCase<BackupOptions> | object = {}) {
    const isManager = coreOf(options) !== undefined;
    const { storageManager, ...own } = camelKeys<BackupOptions>(
      isManager ? {} : options,
      backupOptionNames,
    );
    const shared = coreOf(storageManager ?? options);
    if (storageManager !== undefined && shared === undefined) {
      const problem = "it is not one of restera/orchestrator";
      throw new ResteraError("extension-invalid", { kind: "StorageManager", problem });
    }
    this.#core = withCore(this, shared ?? new ManagerCore(own));
  }

  /** Backs one project up, and gives the backup's id. */
  async backupProject(projectId: string, call: EitherCase<ProjectRun> = {}): Promise<string> {
    return told(
      await this.#core.backups().backUp([projectId], camelKeys<ProjectRun>(call, runNames)),
    );
  }

  /** Backs all projects up, the archived and the deleted ones too, and gives the backup's id. */
  async backupAllProjects(call: EitherCase<ProjectRun> = {}): Promise<string> {
    return told(
      await this.#core.backups().backUp(undefined, camelKeys<ProjectRun>(call, runNames)),
    );
  }

  /** The newest first; of one project, those that have it. */
  async listBackups(
    call: EitherCase<{ readonly projectId?: string; readonly signal?: AbortSignal }> = {},
  ): Promise<readonly ListedBackup[]> {
    const { projectId: project, signal } = camelKeys<{ projectId?: string; signal?: AbortSignal }>(
      call,
      listBackupsNames,
    );
    const { backups, problems } = await this.#core.backups().list({ project, signal });
    warn(problems);
    return backups;
  }

  /** Brings one project back, and gives the absolute path of its folder (or, in the storage, of its archive). */
  async restoreProject(call: EitherCase<RestoreCall>): Promise<string> {
    const {
      backupId: backup,
      projectId,
      destination,
      ...run
    } = given<RestoreCall>(call, restoreNames, "backupId", "projectId");
    const input = { backup, project: projectId, destination };
    const { restored } = await this.#core.backups().restore(input, run);
    return restored[0]!.path;
  }

  /** Brings back every project of a backup; those that are in the storage already are `skipped`. */
  async restoreAllProjects(
    backupId: string | EitherCase<RestoreAllCall & { readonly backupId: string }>,
    call: EitherCase<RestoreAllCall> = {},
  ): Promise<RestoreReport> {
    const named = typeof backupId === "string" ? { backupId, ...call } : backupId;
    const {
      backupId: backup,
      destination,
      ...run
    } = given<RestoreAllCall & { readonly backupId: string }>(named, restoreAllNames, "backupId");
    const report = await this.#core.backups().restore({ backup, destination }, run);
    warn(report.problems);
    return report;
  }

  /** Reads every file of a backup, wherever it is, and compares it with its hash. */
  async verifyBackup(
    backupId: string,
    call: { readonly signal?: AbortSignal } = {},
  ): Promise<VerifiedBackup> {
    return await this.#core.backups().verify(backupId, call.signal);
  }
}

function told({ backup_id: id, problems }: BackupReport): string {
  warn(problems);
  return id;
}

function warn(problems: readonly { readonly id: string; readonly problem: string }[]): void {
  // oxlint-disable-next-line no-console
  for (const { id, problem } of problems) console.warn(`⚠  ${id}: ${problem}`);
}
