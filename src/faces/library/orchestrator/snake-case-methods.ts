import type { StorageManager } from "./storage-manager.ts";

const aliases = {
  store_project: "storeProject",
  import_project: "importProject",
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
} as const satisfies Record<string, keyof StorageManager>;

/** Python's names for the same methods. */
export type SnakeCaseMethods = {
  [Alias in keyof typeof aliases]: StorageManager[(typeof aliases)[Alias]];
};

type Method = (...values: unknown[]) => unknown;

/** They delegate, so that a subclass that overrides one name changes both. */
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
