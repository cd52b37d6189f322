import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { archiveSources } from "../../../compose/archive-sources.ts";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import type { ArchiveMetadata } from "../../../services/archives/archive-metadata.ts";
import type { ArchiveRun, ReadArchiveOptions } from "../../../services/archives/archive-options.ts";
import { allArchives, type KnownArchive } from "../../../services/archives/cloud/all-archives.ts";
import type {
  ArchiveCloud,
  CloudProvider,
} from "../../../services/archives/cloud/archive-cloud.ts";
import {
  archiveStatistics,
  type ArchiveStatistics,
} from "../../../services/archives/cloud/archive-statistics.ts";
import { fetchArchive } from "../../../services/archives/cloud/download-archive.ts";
import {
  type ArchivePolicy,
  type PrunedArchives,
  pruneArchives,
} from "../../../services/archives/cloud/prune-archives.ts";
import {
  type SyncedArchives,
  syncArchives,
} from "../../../services/archives/cloud/sync-archives.ts";
import { uploadArchive } from "../../../services/archives/cloud/upload-archive.ts";
import { createArchive } from "../../../services/archives/create-archive.ts";
import { findArchive } from "../../../services/archives/list-archives.ts";
import { type ArchiveData, readArchiveData } from "../../../services/archives/read-archive-data.ts";
import {
  restoreArchive,
  type RestoredArchive,
} from "../../../services/archives/restore-archive.ts";
import { type ArchiveCheck, verifyArchive } from "../../../services/archives/verify-archive.ts";
import { isEnvTracked } from "../../environment/is-env-tracked.ts";
import { openArchiveCloud } from "../../environment/open-archive-cloud.ts";
import { resteraHome } from "../../environment/restera-home.ts";
import { type ManagerSetup, managerSetup } from "./manager-setup.ts";
import { camelOptions, type CloudStorageOptions } from "./cloud-storage-options.ts";

/** What `backupAllData()` gives: the metadata but for the list of files, and where the archive is. */
export type BackupResult = ArchiveMetadata & { readonly path: string };

export interface SyncCallResult extends SyncedArchives {
  readonly success: boolean;
}

export type ListCall = Pick<ArchiveRun, "signal"> & { readonly limit?: number };
type BackupCall = ArchiveRun & { readonly sources?: readonly string[] };

/**
 * The SignalTrust summary's manager: unified archives of everything in `data/` and of the user's own sources, in `backups/` and in a
 * cloud. Nothing is read and nothing is opened before the first call. Errors are `ResteraError`s.
 */
export class CloudStorageManager {
  readonly #options: CloudStorageOptions;
  #setup: ManagerSetup | undefined;
  #cloud: ArchiveCloud | undefined;

  constructor(options: CloudStorageOptions = {}) {
    this.#options = camelOptions(options);
  }

  /** Where archives go beside this machine. */
  get provider(): CloudProvider {
    return this.#ready().provider;
  }

  /** Seconds between two syncs of `archive watch`. */
  get syncInterval(): number {
    return this.#ready().settings.syncIntervalSeconds;
  }

  /**
   * Makes one archive of all sources and, with CLOUD_AUTO_SYNC, uploads it. What is wrong with a single source is in `problems`; an
   * upload that fails leaves the archive `pending` or `failed`, says so on stderr, and is tried again by the next sync.
   */
  async backupAllData(call: BackupCall = {}): Promise<BackupResult> {
    const { folder, folders, environment, settings, provider, format } = this.#ready();
    await this.#warnOfTrackedEnv();
    const sources = await archiveSources({
      ...{ folder, environment, names: call.sources ?? [] },
      settingsFile: join(this.#home(), "sources.json"),
      without: [...folders, join(this.#home(), "keys")],
    });
    const key = this.#options.encryption;
    const { metadata } = await createArchive({ folder: folders[0], sources, format, key }, call);
    const isSynced = settings.autoSync && provider !== "local";
    const id = isSynced ? await this.#syncQuietly(metadata.backup_id, call) : metadata.backup_id;
    const now = await findArchive(folders, id);
    const { files: _, ...rest } = metadata;
    const { backup_id, filename, cloud_sync_status, cloud_path, path } = now;
    return { ...rest, backup_id, filename, cloud_sync_status, cloud_path, path };
  }

  /** Uploads what the cloud lacks. With provider `local` nothing is uploaded, and everything stays pending. */
  async syncToCloud(call: ArchiveRun = {}): Promise<SyncCallResult> {
    const { folders } = this.#ready();
    await this.#warnOfTrackedEnv();
    const result = await syncArchives(folders, await this.#openCloud(), call);
    return { success: result.failed.length === 0, ...result };
  }

  /** The newest archives, here and in the cloud; `listBackups(5)` and `listBackups({ limit: 5 })` are the same. */
  async listBackups(limit: number | ListCall = {}): Promise<KnownArchive[]> {
    const call = typeof limit === "number" ? { limit } : limit;
    return await this.#list(call);
  }

  /**
   * What an archive holds, as one object with `data_sources`; `latest` is the newest. One that is only in the cloud is
   * fetched first. Throws `archive-unknown`, `archive-mismatch`, `archive-damaged`, `archive-encrypted`.
   */
  async getBackup(backupId: string, call: ReadArchiveOptions = {}): Promise<ArchiveData> {
    return await readArchiveData(await this.#find(backupId, call), this.#reading(call));
  }

  async getStatistics(call: Pick<ArchiveRun, "signal"> = {}): Promise<ArchiveStatistics> {
    return archiveStatistics(await this.#list(call), this.#ready().provider);
  }

  /** Reads an archive to its end and compares all hashes. */
  async verifyBackup(backupId: string, call: ReadArchiveOptions = {}): Promise<ArchiveCheck> {
    return await verifyArchive(await this.#find(backupId, call), this.#reading(call));
  }

  /** Restores an archive's files into a folder, once all of it is checked. */
  async restoreBackup(
    backupId: string,
    target: string,
    call: ReadArchiveOptions & { readonly paths?: readonly string[] } = {},
  ): Promise<RestoredArchive> {
    const { paths = [], ...rest } = call;
    const archive = await this.#find(backupId, rest);
    return await restoreArchive(archive, { target: resolve(target), paths }, this.#reading(rest));
  }

  /** Keeps the newest 30 (`keepLast`), and of those the ones younger than `keepDays`; never removes the last good one. */
  async cleanupOldBackups(policy: ArchivePolicy = {}): Promise<PrunedArchives> {
    const own = camelOptions(policy, ["keepLast", "keepDays", "dryRun", "nowMs"]);
    return await pruneArchives(
      this.#ready().folders,
      await this.#openCloud(),
      own,
      this.#reading({}),
    );
  }

  /** Uses S3 from now on, whatever CLOUD_PROVIDER says; true once the bucket has answered. */
  async _initAws(): Promise<boolean> {
    return await this.#use("aws");
  }

  async _initGcp(): Promise<boolean> {
    return await this.#use("gcp");
  }

  async _initAzure(): Promise<boolean> {
    return await this.#use("azure");
  }

  /** Uploads one archive to the cloud in use, by its id, and gives its address there. */
  async _uploadToS3(backupId: string, call: ArchiveRun = {}): Promise<string> {
    const cloud = await this.#openCloud();
    if (cloud === undefined) {
      throw new ResteraError("setting-missing", {
        setting: "_uploadToS3",
        variable: "CLOUD_PROVIDER",
      });
    }
    const archive = await findArchive(this.#ready().folders, backupId);
    return (await uploadArchive(archive, cloud, call)).cloud_path;
  }

  /** MD5 of a file, hexadecimal. */
  async _calculateChecksum(path: string): Promise<string> {
    const hash = createHash("md5");
    const stream = createReadStream(resolve(this.#ready().folder, path));
    for await (const bytes of stream as AsyncIterable<Uint8Array>) hash.update(bytes);
    return hash.digest("hex");
  }

  /** Ends connections; the next call opens them again. */
  async close(): Promise<void> {
    const cloud = this.#cloud;
    this.#cloud = undefined;
    await cloud?.store.close();
  }

  async #use(provider: CloudProvider): Promise<boolean> {
    await this.close();
    const setup = this.#ready();
    const environment = { ...setup.environment, CLOUD_PROVIDER: provider };
    const cloud = await openArchiveCloud(environment);
    try {
      for await (const _ of cloud!.store.list("backups/")) break;
    } catch (error) {
      await cloud!.store.close();
      throw error;
    }
    this.#setup = { ...setup, environment, provider };
    this.#cloud = cloud;
    return true;
  }

  async #list(call: ListCall): Promise<KnownArchive[]> {
    const { folders } = this.#ready();
    try {
      return await allArchives(folders, await this.#openCloud(), call);
    } catch (error) {
      if (call.signal?.aborted === true || this.#cloud === undefined) throw error;
      warn(`The cloud could not be listed: ${problemOf(error)}`);
      return await allArchives(folders, undefined, call);
    }
  }

  async #find(backupId: string, call: ArchiveRun) {
    const { folders } = this.#ready();
    try {
      // What is here needs no cloud.
      return await findArchive(folders, backupId);
    } catch (error) {
      if (!(error instanceof ResteraError && error.code === "archive-unknown")) throw error;
      return await fetchArchive(folders, backupId, await this.#openCloud(), call);
    }
  }

  /** Uploads what the cloud lacks, as far as that works; gives the id that an archive has then. */
  async #syncQuietly(backupId: string, { signal }: ArchiveRun): Promise<string> {
    try {
      const run = signal === undefined ? {} : { signal };
      const { failed, renamed } = await syncArchives(
        this.#ready().folders,
        await this.#openCloud(),
        run,
      );
      for (const { backup_id: id, problem } of failed) warn(`${id}: ${problem}`);
      return renamed.find(({ from }) => from === backupId)?.to ?? backupId;
    } catch (error) {
      if (signal?.aborted === true) throw error;
      warn(`The backup is not in the cloud yet: ${problemOf(error)}`);
      return backupId;
    }
  }

  async #openCloud(): Promise<ArchiveCloud | undefined> {
    const { environment } = this.#ready();
    this.#cloud ??= await openArchiveCloud(environment);
    return this.#cloud;
  }

  #reading(call: ReadArchiveOptions): ReadArchiveOptions {
    const { encryption } = this.#options;
    return call.key === undefined && encryption !== undefined ? { ...call, key: encryption } : call;
  }

  #home(): string {
    const { folder, environment } = this.#ready();
    return resteraHome({ environment, platform: process.platform, home: homedir(), cwd: folder });
  }

  #isWarned = false;

  async #warnOfTrackedEnv(): Promise<void> {
    if (this.#isWarned) return;
    this.#isWarned = true;
    const { folder } = this.#ready();
    if (!(await isEnvTracked(folder))) return;
    warn(
      "git tracks .env, and with it your keys. Run: git rm --cached .env && echo .env >> .gitignore",
    );
  }

  /** Reads environment and options, once. */
  #ready(): ManagerSetup {
    this.#setup ??= managerSetup(this.#options);
    return this.#setup;
  }
}

function warn(text: string): void {
  // oxlint-disable-next-line no-console
  console.warn(`⚠  ${text}`);
}
