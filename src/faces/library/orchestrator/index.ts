import { addSnakeCaseMethods, type SnakeCaseMethods } from "./snake-case-methods.ts";
import { StorageManager as Manager } from "./storage-manager.ts";
import type { EitherCase, StorageOptions } from "./storage-options.ts";

addSnakeCaseMethods(Manager.prototype);

/** AI Orchestrator's storage under its own name; its methods in both spellings. */
export type StorageManager = Manager & SnakeCaseMethods;
export const StorageManager = Manager as unknown as {
  new (options?: EitherCase<StorageOptions>): StorageManager;
  readonly prototype: StorageManager;
};

export type { ExtractCall, ImportCall, ListCall, Project, StoreCall } from "./storage-manager.ts";
export type { StorageOptions } from "./storage-options.ts";
export { ResteraError } from "../../../foundation/errors.ts";
export type {
  GivenMetadata,
  ProjectMetadata,
} from "../../../services/projects/project-metadata.ts";
export type { ProjectProgress } from "../../../services/projects/project-run.ts";
export type { StorageStats } from "../../../services/projects/storage-stats.ts";
