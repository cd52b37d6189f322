import { join, resolve } from "node:path";
import type { ArchiveFormat } from "../../../services/archives/archive-metadata.ts";
import type { CloudProvider } from "../../../services/archives/cloud/archive-cloud.ts";
import { archiveSettings, type ArchiveSettings } from "../../environment/archive-settings.ts";
import type { Environment } from "../../environment/cloud-credentials.ts";
import { cloudProvider } from "../../environment/open-archive-cloud.ts";
import { withDotEnv } from "../../environment/read-dot-env.ts";
import type { CloudStorageOptions } from "./cloud-storage-options.ts";

/** What a manager works with, once its options and the environment are read. */
export interface ManagerSetup {
  readonly folder: string;
  readonly folders: readonly [string, ...string[]];
  readonly environment: Environment;
  readonly settings: ArchiveSettings;
  readonly provider: CloudProvider;
  readonly format: ArchiveFormat;
}

/** Reads the environment and `.env`; options win. Throws `setting-unknown`. */
export function managerSetup(options: CloudStorageOptions): ManagerSetup {
  const folder = resolve(options.folder ?? ".");
  const given = options.environment ?? withDotEnv(process.env, folder);
  const environment =
    options.provider === undefined ? given : { ...given, CLOUD_PROVIDER: options.provider };
  const read = archiveSettings(environment);
  const settings = {
    compress: options.compress ?? read.compress,
    autoSync: options.autoSync ?? read.autoSync,
    syncIntervalSeconds: options.syncInterval ?? read.syncIntervalSeconds,
  };
  const own = resolve(folder, options.backupFolder ?? "backups");
  const documented = join(folder, "data", "unified_backups");
  return {
    ...{ folder, environment, settings, provider: cloudProvider(environment) },
    folders: options.backupFolder === undefined ? [own, documented] : [own],
    format: options.format ?? (settings.compress ? "tar.gz" : "tar"),
  };
}
