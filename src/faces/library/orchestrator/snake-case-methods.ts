import type { BackupManager } from "./backup-manager.ts";
import type { CloudImporter } from "./cloud-importer.ts";
import type { StorageManager } from "./storage-manager.ts";

const aliases = {
  store_project: "storeProject",
  import_project: "importProject",
  project_history: "projectHistory",
  diff_project: "diffProject",
  list_templates: "listTemplates",
  instantiate_template: "instantiateTemplate",
  list_projects: "listProjects",
  get_project: "getProject",
  extract_project: "extractProject",
  archive_project: "archiveProject",
  unarchive_project: "unarchiveProject",
  archive_old_projects: "archiveOldProjects",
  delete_project: "deleteProject",
  restore_deleted_project: "restoreDeletedProject",
  clean_cache: "cleanCache",
  get_storage_stats: "getStorageStats",
  cleanup_old_backups: "cleanupOldBackups",
  full_cleanup: "fullCleanup",
  register_plugin: "registerPlugin",
  run_automatically: "runAutomatically",
} as const satisfies Record<string, keyof StorageManager>;

const backupAliases = {
  backup_project: "backupProject",
  backup_all_projects: "backupAllProjects",
  list_backups: "listBackups",
  restore_project: "restoreProject",
  restore_all_projects: "restoreAllProjects",
  verify_backup: "verifyBackup",
} as const satisfies Record<string, keyof BackupManager>;

const importerAliases = {
  import_from_cloud: "importFromCloud",
} as const satisfies Record<string, keyof CloudImporter>;

/** Python's names for the same methods. */
export type SnakeCaseMethods = {
  [Alias in keyof typeof aliases]: StorageManager[(typeof aliases)[Alias]];
};
export type SnakeCaseBackups = {
  [Alias in keyof typeof backupAliases]: BackupManager[(typeof backupAliases)[Alias]];
};
export type SnakeCaseImporter = {
  [Alias in keyof typeof importerAliases]: CloudImporter[(typeof importerAliases)[Alias]];
};

type Method = (...values: unknown[]) => unknown;

/** They delegate, so that a subclass that overrides one name changes both. */
export function addSnakeCaseMethods(prototype: object): void {
  addAliases(prototype, aliases);
}

export function addSnakeCaseBackups(prototype: object): void {
  addAliases(prototype, backupAliases);
}

export function addSnakeCaseImporter(prototype: object): void {
  addAliases(prototype, importerAliases);
}

function addAliases(prototype: object, names: Readonly<Record<string, string>>): void {
  for (const [alias, name] of Object.entries(names)) {
    Object.defineProperty(prototype, alias, {
      configurable: true,
      writable: true,
      value(this: Record<string, Method>, ...values: unknown[]) {
        return this[name]!(...values);
      },
    });
  }
}
