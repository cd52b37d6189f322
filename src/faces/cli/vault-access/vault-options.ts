import { join, resolve } from "node:path";
import type { OpenVaultOptions } from "../../../compose.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import type { LockInput } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { cloudCredentials } from "../../environment/cloud-credentials.ts";
import { platformCacheFolder } from "../../environment/platform-cache-folder.ts";
import { withDotEnv } from "../../environment/read-dot-env.ts";
import { UsageError } from "../usage-error.ts";
import { localFolder } from "./vault-url.ts";

type StoreSettings = NonNullable<OpenVaultOptions["stores"]>;

/** How a vault's store is reached, from the options of every command and, for a bucket, the clouds' variables. */
export function vaultOptions(context: CommandContext, url: string): OpenVaultOptions {
  const { options, signal, system } = context;
  const isBucket = localFolder(url, system.cwd) === undefined;
  const stores = storesOf(context, isBucket);
  const cacheFolder = isBucket && !options.flag("no-cache") ? cacheFolderOf(context) : undefined;
  return { signal, stores, ...(cacheFolder !== undefined && { cacheFolder }) };
}

function storesOf({ options, system }: CommandContext, isBucket: boolean): StoreSettings {
  const upload = options.count("limit-upload");
  const download = options.count("limit-download");
  const given = storeSettings(options.texts("option"));
  return {
    ...(isBucket ? merged(ambientSettings(system, given), given) : given),
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

type Setting = (value: string) => StoreSettings | undefined;

const connections: Setting = (value) =>
  /^[1-9]\d{0,3}$/.test(value) ? { connections: Number(value) } : undefined;

const switchOf = (value: string): boolean | undefined =>
  ({ true: true, path: true, false: false, dns: false })[value];

/** What `-o` knows: restic's names where it has them. */
const knownSettings: Readonly<Record<string, Setting>> = {
  connections,
  writers: (value) =>
    value === "several" || value === "one" ? { severalWriters: value === "several" } : undefined,
  "local.connections": connections,
  "s3.connections": connections,
  "gs.connections": connections,
  "azure.connections": connections,
  "s3.region": (region) => ({ s3: { region } }),
  "s3.endpoint": (endpoint) => ({ s3: { endpoint } }),
  "s3.profile": (profile) => ({ s3: { profile } }),
  "s3.bucket-lookup": (value) => {
    const pathStyle = switchOf(value);
    return pathStyle === undefined ? (value === "auto" ? {} : undefined) : { s3: { pathStyle } };
  },
  "gs.project-id": (projectId) => ({ gcs: { projectId } }),
  "gs.key-file": (keyFile) => ({ gcs: { keyFile } }),
  "gs.endpoint": (endpoint) => ({ gcs: { endpoint } }),
  "azure.account": (account) => ({ azure: { account } }),
  "azure.endpoint": (endpoint) => ({ azure: { endpoint } }),
};

function storeSettings(given: readonly string[]): StoreSettings {
  let settings: StoreSettings = {};
  for (const text of given) {
    const [, key = "", value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (key === "") {
      throw new UsageError(cliMessages.keyValue, { value: text });
    }
    const setting = Object.hasOwn(knownSettings, key) ? knownSettings[key] : undefined;
    if (setting === undefined) {
      const choices = Object.keys(knownSettings).join(", ");
      throw new UsageError(cliMessages.badChoice, { option: "-o", value: key, choices });
    }
    const added = setting(value);
    if (added === undefined) {
      throw new UsageError(cliMessages.badValue, { option: `-o ${key}`, value });
    }
    settings = merged(settings, added);
  }
  return settings;
}

function merged(settings: StoreSettings, added: StoreSettings): StoreSettings {
  return {
    ...settings,
    ...added,
    ...(added.s3 && { s3: { ...settings.s3, ...added.s3 } }),
    ...(added.gcs && { gcs: { ...settings.gcs, ...added.gcs } }),
    ...(added.azure && { azure: { ...settings.azure, ...added.azure } }),
  };
}
