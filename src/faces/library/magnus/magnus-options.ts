import type { OpenVaultOptions } from "../../../compose.ts";
import type { PortableKey } from "../../../engine/portable/portable-key.ts";
import { ResteraError } from "../../../foundation/errors.ts";
import type { GenerationOptions } from "../../../services/generation/generation.ts";

type StoreSettings = NonNullable<OpenVaultOptions["stores"]>;

/** Options of `MagnusCloudStorage`; the first four are those of its documentation. */
export interface MagnusCloudStorageOptions {
  /** Back up by itself, every interval (default: true). */
  readonly autoBackup?: boolean;
  /** Milliseconds between two such backups (default: an hour). */
  readonly backupInterval?: number;
  /** In front of every key (default: `magnus-data`). */
  readonly storagePrefix?: string;
  /** Write gzip; what is there is read either way (default: false). */
  readonly compressionEnabled?: boolean;
  /** Say on stderr what is done (default: false). */
  readonly debug?: boolean;
  /** Encrypt what is kept, in the format of age. */
  readonly encryption?: PortableKey;
  /** Where to, as an address, instead of what `NODE_ENV` says: a folder, `s3://…`, `gs://…`, `az://…`. */
  readonly store?: string;
  /** Credentials and limits for it, instead of the environment's. */
  readonly storeSettings?: StoreSettings;
  /** This machine's copy (default: below `$RESTERA_HOME/magnus`). */
  readonly localFolder?: string;
  /** Instead of the process's own variables and `.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Options of `Magnus13Extended`: its own, those of its storage, and those of Magnus 13. */
export interface Magnus13ExtendedOptions extends MagnusCloudStorageOptions, GenerationOptions {
  /** Keep everything in the cloud too (default: true). */
  readonly cloudStorage?: boolean;
  /** Back up each session as soon as there is something new in it (default: true). */
  readonly backupOnGeneration?: boolean;
}

/** A backup to go back to: `"latest"`, or the newest not after a moment (milliseconds, a `Date`, an ISO time). */
export type RestorePoint = string | number | Date;

const defaultBackupIntervalMs = 3_600_000;
/** What Node's timers can wait; more would make them fire at once. */
const longestIntervalMs = 2 ** 31 - 1;

/** Throws `setting-unknown` for what is no time. */
export function backupIntervalMs({ backupInterval }: MagnusCloudStorageOptions): number {
  const intervalMs = backupInterval ?? defaultBackupIntervalMs;
  if (intervalMs >= 1) return Math.min(intervalMs, longestIntervalMs);
  throw new ResteraError("setting-unknown", {
    ...{ setting: "backupInterval", value: String(intervalMs), choices: "milliseconds" },
  });
}

export const defaultStoragePrefix = "magnus-data";
