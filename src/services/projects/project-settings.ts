import type { VersionPolicy } from "./clean-up/prune-versions.ts";

export const backupFrequencies = ["daily", "weekly", "monthly"] as const;
export type BackupFrequency = (typeof backupFrequencies)[number];

export const secretScans = ["off", "warn", "refuse"] as const;
export type SecretScan = (typeof secretScans)[number];

/** What the configuration says about projects, whole: every place absolute or an address, every value checked. */
export interface ProjectSettings {
  /** Where projects are. */
  readonly basePath: string;
  /** GB of 2^30 bytes; 0 is unlimited. */
  readonly maxProjectSizeGb: number;
  readonly totalQuotaGb: number;
  /** Below so many GB the disk of the storage counts as nearly full; 0 is never. */
  readonly minFreeSpaceGb: number;
  /** Whether what is stored is looked through for credentials. */
  readonly secretScan: SecretScan;
  readonly archiveAfterDays: number;
  /** Whether the clean-up runs by itself; by hand it always does. */
  readonly cleanupEnabled: boolean;
  /** Cron, or words as schedules have them. */
  readonly cleanupSchedule: string;
  /** What the clean-up keeps of each project's versions; empty: all. */
  readonly versions: VersionPolicy;
  readonly backup: BackupSettings;
}

interface BackupSettings {
  /** Whether backups run by themselves; by hand they always do. */
  readonly enabled: boolean;
  readonly frequency: BackupFrequency;
  readonly retentionDays: number;
  readonly compression: boolean;
  /** Folders and addresses of object stores; each gets everything, below `projects/`. */
  readonly destinations: readonly string[];
  /** Where each backup and each restore is noted. */
  readonly log: string;
}

/** When backups of this frequency are made: an hour before the documented time of the clean-up. */
export const backupTimes: Readonly<Record<BackupFrequency, string>> = {
  daily: "0 1 * * *",
  weekly: "0 1 * * 0",
  monthly: "0 1 1 * *",
};
