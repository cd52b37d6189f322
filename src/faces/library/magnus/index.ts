/** Magnus under its own name: `import Magnus13Extended from "restera/magnus"`. */
export { Magnus13Extended as default, Magnus13Extended } from "./magnus-13-extended.ts";
export type { CloudBackup, CloudRestore } from "./magnus-13-extended.ts";
export { MagnusCloudStorage } from "./magnus-cloud-storage.ts";
export type { CloudStats, KeptRecord, SyncCall } from "./magnus-cloud-storage.ts";
export type {
  Magnus13ExtendedOptions,
  MagnusCloudStorageOptions,
  RestorePoint,
} from "./magnus-options.ts";
export { ResteraError } from "../../../foundation/errors.ts";
export type * from "../../../services/generation/generation.ts";
export type {
  ProjectBackup,
  ProjectCall,
  ProjectProgress,
} from "../../../services/records/back-up-project.ts";
export type { ProjectRestore } from "../../../services/records/restore-project.ts";
export type { CollectionStats, RecordStats } from "../../../services/records/record-stats.ts";
export type {
  SyncConflict,
  SyncProblem,
  SyncProgress,
  SyncResult,
} from "../../../services/records/sync-records.ts";
