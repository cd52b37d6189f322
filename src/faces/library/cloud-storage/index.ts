import { CloudStorageManager as Manager } from "./cloud-storage-manager.ts";
import type { CloudStorageOptions } from "./cloud-storage-options.ts";
import { addSnakeCaseMethods, type SnakeCaseMethods } from "./snake-case-methods.ts";

addSnakeCaseMethods(Manager.prototype);

/** SignalTrust's manager under its own name; its methods in both spellings. */
export type CloudStorageManager = Manager & SnakeCaseMethods;
export const CloudStorageManager = Manager as unknown as {
  new (options?: CloudStorageOptions): CloudStorageManager;
  readonly prototype: CloudStorageManager;
};

/** The documents' global instance; it reads its settings when it is first used. */
export const cloudStorage: CloudStorageManager = new CloudStorageManager();
export { cloudStorage as cloud_storage, cloudStorage as default };

export type { BackupResult, ListCall, SyncCallResult } from "./cloud-storage-manager.ts";
export type { CloudStorageOptions } from "./cloud-storage-options.ts";
export { ResteraError } from "../../../foundation/errors.ts";
export type { ArchiveMetadata } from "../../../services/archives/archive-metadata.ts";
export type { ArchiveData } from "../../../services/archives/read-archive-data.ts";
export type { KnownArchive } from "../../../services/archives/cloud/all-archives.ts";
export type { ArchiveStatistics } from "../../../services/archives/cloud/archive-statistics.ts";
export type {
  ArchivePolicy,
  PrunedArchives,
} from "../../../services/archives/cloud/prune-archives.ts";
export { storageCost, storagePrices } from "../../../services/archives/cloud/storage-prices.ts";
