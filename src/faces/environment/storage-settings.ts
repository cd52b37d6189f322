import { ResteraError } from "../../foundation/errors.ts";
import type { Environment } from "./cloud-credentials.ts";

/** What document 003's variables say about projects; undefined for what they leave open. */
export interface StorageSettings {
  /** STORAGE_BASE_PATH */
  readonly basePath: string | undefined;
  /** STORAGE_MAX_PROJECT_SIZE, in GB of 2^30 bytes; 0 is unlimited. */
  readonly maxProjectSizeGb: number | undefined;
  /** STORAGE_TOTAL_QUOTA, the same way. */
  readonly totalQuotaGb: number | undefined;
}

/** Throws `setting-unknown`. */
export function storageSettings(environment: Environment): StorageSettings {
  return {
    basePath: environment["STORAGE_BASE_PATH"]?.trim() || undefined,
    maxProjectSizeGb: gigabytes(
      "STORAGE_MAX_PROJECT_SIZE",
      environment["STORAGE_MAX_PROJECT_SIZE"],
    ),
    totalQuotaGb: gigabytes("STORAGE_TOTAL_QUOTA", environment["STORAGE_TOTAL_QUOTA"]),
  };
}

/** Checks a size in GB, from wherever it comes. Throws `setting-unknown`. */
export function gigabytes(setting: string, given: string | number | undefined): number | undefined {
  if (given === undefined || (typeof given === "string" && given.trim() === "")) return undefined;
  const value = Number(given);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new ResteraError("setting-unknown", {
    ...{ setting, value: String(given), choices: "GB, such as 10 or 0.5; 0 is unlimited" },
  });
}
