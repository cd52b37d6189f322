import { join, resolve } from "node:path";
import type { OpenVaultOptions } from "../../../compose.ts";
import type { LockInput } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { cloudCredentials } from "../../environment/cloud-credentials.ts";
import { platformCacheFolder } from "../../environment/platform-cache-folder.ts";
import { withDotEnv } from "../../environment/read-dot-env.ts";
import { connectionSettings } from "./connection-settings.ts";
import { mergedSettings, type StoreSettings, storeSettings } from "./store-settings.ts";
import { localFolder } from "./vault-url.ts";

/** How a vault's store is reached, from the options of every command and, for a bucket, the clouds' variables. */
export function vaultOptions(context: CommandContext, url: string): OpenVaultOptions {
  const { options, signal, system } = context;
  const isBucket = localFolder(url, system.cwd) === undefined;
  const stores = storesOf(context, isBucket ? url : undefined);
  const cacheFolder = isBucket && !options.flag("no-cache") ? cacheFolderOf(context) : undefined;
  return { signal, stores, ...(cacheFolder !== undefined && { cacheFolder }) };
}

function storesOf(context: CommandContext, bucket: string | undefined): StoreSettings {
  const { options, system } = context;
  const upload = options.count("limit-upload");
  const download = options.count("limit-download");
  const given = storeSettings(options.texts("option"));
  return {
    ...(bucket === undefined
      ? given
      : {
          ...mergedSettings(ambientSettings(system, given), given),
          connection: connectionSettings(context, bucket),
        }),
    ...(upload ? { uploadBytesPerSecond: upload * 1024 } : {}),
    ...(download ? { downloadBytesPerSecond: download * 1024 } : {}),
  };
}

/** What the variables say, but for a key beside a profile that was asked for. */
function ambientSettings(system: CommandContext["system"], given: StoreSettings): StoreSettings {
  const ambient = cloudCredentials(withDotEnv(system.environment, system.cwd));
  if (given.s3?.profile === undefined) return ambient;
  const { region } = ambient.s3 ?? {};
  return { ...ambient, s3: region === undefined ? {} : { region } };
}

function cacheFolderOf({ options, system }: CommandContext): string | undefined {
  const given = options.text("cache-dir");
  if (given !== undefined) return resolve(system.cwd, given);
  const { RESTIC_CACHE_DIR } = system.environment;
  // Beside restic's own, which also has a folder for each vault's id.
  if (RESTIC_CACHE_DIR) return resolve(system.cwd, RESTIC_CACHE_DIR, "restera");
  const folder = platformCacheFolder(system);
  return folder === undefined ? undefined : join(folder, "restera", "vaults");
}

/** Whether a lock is taken and how long a foreign one is waited for. */
export function lockInput({ options }: Pick<CommandContext, "options">): LockInput {
  const retryMs = options.duration("retry-lock");
  return {
    ...(options.flag("no-lock") ? { take: false } : {}),
    ...(retryMs === undefined ? {} : { retryMs }),
  };
}
