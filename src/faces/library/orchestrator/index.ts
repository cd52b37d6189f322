import { BackupManager as Backups } from "./backup-manager.ts";
import type { BackupOptions, CloudImporterOptions } from "./manager-calls.ts";
import { CloudImporter as Importer } from "./cloud-importer.ts";
import {
  addSnakeCaseBackups,
  addSnakeCaseImporter,
  addSnakeCaseMethods,
  type SnakeCaseBackups,
  type SnakeCaseImporter,
  type SnakeCaseMethods,
} from "./snake-case-methods.ts";
import { StorageManager as Manager } from "./storage-manager.ts";
import type { EitherCase, StorageOptions } from "./storage-options.ts";

addSnakeCaseMethods(Manager.prototype);
addSnakeCaseBackups(Backups.prototype);
addSnakeCaseImporter(Importer.prototype);

/** AI Orchestrator's storage under its own name; its methods in both spellings. */
export type StorageManager = Manager & SnakeCaseMethods;
export const StorageManager = Manager as unknown as {
  new (options?: EitherCase<StorageOptions>): StorageManager;
  readonly prototype: StorageManager;
};

/** Its backups, the same way. */
export type BackupManager = Backups & SnakeCaseBackups;
export const BackupManager = Backups as unknown as {
  new (options?: EitherCase<BackupOptions> | StorageManager): BackupManager;
  readonly prototype: BackupManager;
};

/** Takes projects over from buckets, the same way. */
export type CloudImporter = Importer & SnakeCaseImporter;
export const CloudImporter = Importer as unknown as {
  new (options: EitherCase<CloudImporterOptions>): CloudImporter;
  readonly prototype: CloudImporter;
};

export type { ProjectTemplate } from "../../../services/projects/templates/list-templates.ts";
export type { AutomaticCall } from "./run-automatically.ts";
export { CompressionPlugin } from "./compression-plugin.ts";
export { SecretScanPlugin, type SecretScanOptions } from "./secret-scan-plugin.ts";
export { StorageBackend } from "../../../services/projects/extensions/storage-backend.ts";
export { StoragePlugin } from "../../../services/projects/extensions/storage-plugin.ts";
export type { PluginContext } from "../../../services/projects/extensions/storage-plugin.ts";
export type {
  ProjectBytes,
  ProjectData,
} from "../../../services/projects/extensions/project-data.ts";
export type { FoundSecret } from "../../../services/projects/extensions/find-secrets.ts";
export type { BackupReport } from "../../../services/projects/backups/back-up-projects.ts";
export type { ListedBackup } from "../../../services/projects/backups/list-backups.ts";
export type { RestoreReport } from "../../../services/projects/backups/restore-all.ts";
export type { CleanUpReport } from "../../../services/projects/clean-up/clean-up-storage.ts";
export type {
  BackupOptions,
  CloudImportCall,
  CloudImporterOptions,
  ExtractCall,
  ImportCall,
  ListCall,
  RestoreAllCall,
  RestoreCall,
  StoreCall,
  TemplateCall,
} from "./manager-calls.ts";
export type { Project } from "./storage-manager.ts";
export type { KeptVersions, StorageOptions } from "./storage-options.ts";
export { ResteraError } from "../../../foundation/errors.ts";
export type {
  GivenMetadata,
  ProjectMetadata,
} from "../../../services/projects/project-metadata.ts";
export type { ListedVersion } from "../../../services/projects/project-history.ts";
export type { VersionChange } from "../../../services/projects/project-versions.ts";
export type { ProjectProgress } from "../../../services/projects/project-run.ts";
export type { StorageStats } from "../../../services/projects/storage-stats.ts";
