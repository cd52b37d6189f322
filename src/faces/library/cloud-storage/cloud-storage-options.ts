import type { PortableKey } from "../../../engine/portable/portable-key.ts";
import type { ArchiveFormat } from "../../../services/archives/archive-metadata.ts";
import type { CloudProvider } from "../../../services/archives/cloud/archive-cloud.ts";

/** Options of `CloudStorageManager`; each is also taken in snake_case. What is not given comes from the environment and `.env`. */
export interface CloudStorageOptions {
  /** Where `data/` and `backups/` are (default: the working folder). */
  readonly folder?: string;
  /** Where archives are written (default: `backups`). */
  readonly backupFolder?: string;
  /** Instead of CLOUD_PROVIDER. */
  readonly provider?: CloudProvider;
  /** Instead of CLOUD_COMPRESS (default: true): `.tar.gz`, or a plain `.tar`. */
  readonly compress?: boolean;
  /** Instead of the two above: `json.gz` is one JSON document. */
  readonly format?: ArchiveFormat;
  /** Instead of CLOUD_AUTO_SYNC (default: true): upload after each backup. */
  readonly autoSync?: boolean;
  /** Instead of CLOUD_SYNC_INTERVAL (default: 3600), in seconds. */
  readonly syncInterval?: number;
  /** Encrypts archives, in the format of age. */
  readonly encryption?: PortableKey;
  /** Instead of the process's own variables and `.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const names: readonly (keyof CloudStorageOptions)[] = [
  ...(["folder", "backupFolder", "provider", "compress", "format"] as const),
  ...(["autoSync", "syncInterval", "encryption", "environment"] as const),
];

/** `backup_folder` is `backupFolder`, and so on. */
export function camelOptions<Options extends object>(
  options: Options,
  known: readonly string[] = names,
): Options {
  const given = options as Record<string, unknown>;
  const found = known.flatMap((name) => {
    const value = given[name] ?? given[snakeName(name)];
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(found) as Options;
}

/** `backupAllData` as Python writes it: `backup_all_data`. */
function snakeName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
