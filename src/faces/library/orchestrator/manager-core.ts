import { homedir } from "node:os";
import { resolve } from "node:path";
import { keepingVersions } from "../../../compose/project-versions.ts";
import { projectBackups, type ProjectBackups } from "../../../compose/project-backups.ts";
import { formatMessage } from "../../../foundation/messages/format-message.ts";
import { projectBackupMessages } from "../../../foundation/messages/project-backup-messages.ts";
import {
  cleanUpStorage,
  type CleanUpReport,
} from "../../../services/projects/clean-up/clean-up-storage.ts";
import { FolderBackend } from "../../../services/projects/extensions/folder-backend.ts";
import { PackedBodies } from "../../../services/projects/extensions/packed-bodies.ts";
import { checkBackend } from "../../../services/projects/extensions/storage-backend.ts";
import {
  checkPlugin,
  type PluginMethods,
  type RegisteredPlugin,
} from "../../../services/projects/extensions/storage-plugin.ts";
import { lowSpace } from "../../../services/projects/low-space.ts";
import type { ProjectRun } from "../../../services/projects/project-run.ts";
import {
  gbOf,
  projectStorage,
  type ProjectStorage,
} from "../../../services/projects/project-storage.ts";
import type { ProjectSettings } from "../../../services/projects/project-settings.ts";
import type { StoreSettings } from "../../../stores/objects/store-settings.ts";
import { cloudCredentials } from "../../environment/cloud-credentials.ts";
import { type ProjectConfig, projectConfig } from "../../environment/config/project-config.ts";
import { resteraHome } from "../../environment/restera-home.ts";
import { SecretScanPlugin } from "./secret-scan-plugin.ts";
import type { StorageOptions } from "./storage-options.ts";

/** What stands behind a `StorageManager` and a `BackupManager`: options and configuration, read once, at the first call. */
export class ManagerCore {
  readonly #options: StorageOptions;
  readonly #plugins: RegisteredPlugin[] = [];
  #config: ProjectConfig | undefined;
  #storage: ProjectStorage | undefined;

  /** Throws `extension-invalid`. */
  constructor(options: StorageOptions) {
    this.#options = options;
    if (options.backend !== undefined) checkBackend(options.backend);
    for (const plugin of options.plugins ?? []) this.register(plugin);
  }

  /** Throws `config-invalid`, `config-unreadable`, `setting-unknown`. */
  get config(): ProjectConfig {
    const { folder = ".", environment = process.env, ...own } = this.#options;
    const cwd = resolve(folder);
    const options = {
      base_path: own.basePath,
      max_project_size: own.maxProjectSize,
      total_quota: own.totalQuota,
      archive_after_days: own.archiveAfterDays,
      ...keptVersions(own.keepVersions),
      "backup.destination": own.destination,
      "backup.compression": own.compression,
      "backup.retention_days": own.retentionDays,
      "backup.log": own.log,
    };
    this.#config ??= projectConfig({ cwd, environment, home: this.home, options });
    return this.#config;
  }

  /** Restera's own folder. */
  get home(): string {
    const { folder = ".", environment = process.env } = this.#options;
    const cwd = resolve(folder);
    return resteraHome({ environment, platform: process.platform, home: homedir(), cwd });
  }

  get settings(): ProjectSettings {
    return this.config.settings;
  }

  /** Throws as `config`. */
  get storage(): ProjectStorage {
    if (this.#storage !== undefined) return this.#storage;
    const { basePath, ...limits } = this.settings;
    const plain = projectStorage(basePath, limits);
    const { backend, versions = true } = this.#options;
    const isAsked = backend !== undefined;
    const kept = isAsked ? checkBackend(backend) : new FolderBackend(plain);
    const { secretScan } = this.settings;
    const scan =
      secretScan === "off" ? [] : [checkPlugin(new SecretScanPlugin({ onFound: secretScan }))];
    const bodies = new PackedBodies(kept, isAsked, () => [...scan, ...this.#plugins]);
    // What is kept elsewhere has no versions here: they would keep it here once more.
    const keepsVersions = versions && !bodies.keeps;
    this.#storage = { ...(keepsVersions ? keepingVersions(plain) : plain), bodies };
    return this.#storage;
  }

  /** How buckets are reached, as the environment has it. */
  get stores(): StoreSettings {
    return cloudCredentials(this.#options.environment ?? process.env);
  }

  /** Throws `extension-invalid`. */
  register(plugin: PluginMethods): void {
    this.#plugins.push(checkPlugin(plugin));
    this.#storage = undefined;
  }

  /** Says on stderr that the disk is nearly full. */
  async watchSpace(): Promise<void> {
    const { storage } = this;
    const free = await lowSpace(storage);
    if (free === undefined) return;
    const parameters = { storage: storage.root, free: `${gbOf(free)} GB` };
    // oxlint-disable-next-line no-console
    console.warn(`⚠  ${formatMessage(projectBackupMessages.lowSpace, parameters)}`);
  }

  async cleanUp(dryRun: boolean, run: ProjectRun): Promise<CleanUpReport> {
    const { archiveAfterDays, versions, backup } = this.settings;
    const pruneBackups = (dry: boolean) =>
      this.backups().prune({ days: backup.retentionDays, dryRun: dry, signal: run.signal });
    return await cleanUpStorage(
      this.storage,
      { archiveAfterDays, versions, dryRun, pruneBackups },
      run,
    );
  }

  backups(): ProjectBackups {
    const { destinations, compression: compress, log } = this.settings.backup;
    const { environment = process.env } = this.#options;
    const origin = this.config.inForce.find(({ path }) => path === "backup.destination")?.origin;
    return projectBackups({
      ...{ storage: this.storage, destinations, compress, log },
      isDefault: origin?.from === "default",
      stores: cloudCredentials(environment),
    });
  }
}

/** As settings: what is said here stands for all that files say. */
function keptVersions(kept: StorageOptions["keepVersions"]): Readonly<Record<string, unknown>> {
  if (kept === undefined) return {};
  const { last, hourly, daily, weekly, monthly, yearly, within = "" } = kept;
  const counts = Object.entries({ last, hourly, daily, weekly, monthly, yearly });
  return {
    ...Object.fromEntries(counts.map(([name, count = 0]) => [`versions.keep_${name}`, count])),
    "versions.keep_within": within,
  };
}

const cores = new WeakMap<object, ManagerCore>();

/** Gives a manager its core. */
export function withCore(manager: object, core: ManagerCore): ManagerCore {
  cores.set(manager, core);
  return core;
}

/** The core of a manager that was made here; undefined for anything else. */
export function coreOf(manager: object): ManagerCore | undefined {
  return cores.get(manager);
}
