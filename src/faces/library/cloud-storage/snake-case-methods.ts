import type { CloudStorageManager } from "./cloud-storage-manager.ts";

/** The manager with Python's names for the same methods. */
export interface SnakeCaseMethods {
  backup_all_data: CloudStorageManager["backupAllData"];
  sync_to_cloud: CloudStorageManager["syncToCloud"];
  list_backups: CloudStorageManager["listBackups"];
  get_backup: CloudStorageManager["getBackup"];
  get_statistics: CloudStorageManager["getStatistics"];
  verify_backup: CloudStorageManager["verifyBackup"];
  restore_backup: CloudStorageManager["restoreBackup"];
  cleanup_old_backups: CloudStorageManager["cleanupOldBackups"];
  _init_aws: CloudStorageManager["_initAws"];
  _init_gcp: CloudStorageManager["_initGcp"];
  _init_azure: CloudStorageManager["_initAzure"];
  _upload_to_s3: CloudStorageManager["_uploadToS3"];
  _calculate_checksum: CloudStorageManager["_calculateChecksum"];
}

const aliases: Readonly<Record<keyof SnakeCaseMethods, keyof CloudStorageManager>> = {
  backup_all_data: "backupAllData",
  sync_to_cloud: "syncToCloud",
  list_backups: "listBackups",
  get_backup: "getBackup",
  get_statistics: "getStatistics",
  verify_backup: "verifyBackup",
  restore_backup: "restoreBackup",
  cleanup_old_backups: "cleanupOldBackups",
  _init_aws: "_initAws",
  _init_gcp: "_initGcp",
  _init_azure: "_initAzure",
  _upload_to_s3: "_uploadToS3",
  _calculate_checksum: "_calculateChecksum",
};

type Method = (...values: unknown[]) => unknown;

/** Gives a manager's prototype Python's names; they delegate, so that a subclass that overrides one name changes both. */
export function addSnakeCaseMethods(prototype: object): void {
  for (const [alias, name] of Object.entries(aliases)) {
    Object.defineProperty(prototype, alias, {
      configurable: true,
      writable: true,
      value(this: Record<string, Method>, ...values: unknown[]) {
        return this[name]!(...values);
      },
    });
  }
}
