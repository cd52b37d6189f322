import {
  type BackupReport,
  backUpProjects,
} from "../services/projects/backups/back-up-projects.ts";
import { listBackups, type ListedBackups } from "../services/projects/backups/list-backups.ts";
import { type PrunedBackups, pruneBackups } from "../services/projects/backups/prune-backups.ts";
import { restoreBackup, type RestoreReport } from "../services/projects/backups/restore-all.ts";
import { type VerifiedBackup, verifyBackup } from "../services/projects/backups/verify-backup.ts";
import type { ProjectRun } from "../services/projects/project-run.ts";
import type { ProjectStorage } from "../services/projects/project-storage.ts";
import type { StoreSettings } from "../stores/objects/store-settings.ts";
import { withBackupDestinations } from "./open-backup-destinations.ts";

/** Where projects are, and where their backups go. */
export interface BackupPlaces {
  readonly storage: ProjectStorage;
  /** Folders and addresses of buckets. */
  readonly destinations: readonly string[];
  /** Nobody named them. */
  readonly isDefault: boolean;
  readonly compress: boolean;
  /** The file of the log. */
  readonly log: string;
  readonly stores?: StoreSettings | undefined;
}

/** Backups of projects; each call opens the destinations for its time. */
export interface ProjectBackups {
  /** All projects when none is named. */
  backUp(projects: readonly string[] | undefined, run?: ProjectRun): Promise<BackupReport>;
  list(options?: {
    readonly project?: string | undefined;
    readonly signal?: AbortSignal | undefined;
  }): Promise<ListedBackups>;
  restore(
    input: {
      readonly backup: string;
      readonly project?: string | undefined;
      readonly destination?: string | undefined;
    },
    run?: ProjectRun,
  ): Promise<RestoreReport>;
  verify(backup: string, signal?: AbortSignal): Promise<VerifiedBackup>;
  prune(input: {
    readonly days: number;
    readonly dryRun?: boolean | undefined;
    readonly signal?: AbortSignal | undefined;
  }): Promise<PrunedBackups>;
}

export function projectBackups(places: BackupPlaces): ProjectBackups {
  const { storage, compress, log } = places;
  const open = <Result>(
    work: Parameters<typeof withBackupDestinations<Result>>[2],
  ): Promise<Result> => withBackupDestinations(places.destinations, places, work);
  return {
    backUp: (projects, run) =>
      open((destinations) =>
        backUpProjects(storage, { projects, destinations, compress, log }, run),
      ),
    list: (options) => open((destinations) => listBackups(destinations, options)),
    restore: (input, run) =>
      open((destinations) => restoreBackup(storage, { ...input, destinations, log }, run)),
    verify: (backup, signal) => open((destinations) => verifyBackup(destinations, backup, signal)),
    prune: (input) =>
      open((destinations) => pruneBackups(storage, { ...input, destinations, log })),
  };
}
