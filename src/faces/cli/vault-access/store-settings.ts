import type { OpenVaultOptions } from "../../../compose.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { s3StorageClasses } from "../../../stores/objects/store-settings.ts";
import { UsageError } from "../usage-error.ts";

export type StoreSettings = NonNullable<OpenVaultOptions["stores"]>;

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
  "s3.storage-class": (value) => {
    const storageClass = s3StorageClasses.find((known) => known === value);
    return storageClass === undefined ? undefined : { s3: { storageClass } };
  },
  "s3.unsafe-anonymous-auth": (value) =>
    ["true", "false"].includes(value) ? { s3: { anonymous: value === "true" } } : undefined,
  "gs.project-id": (projectId) => ({ gcs: { projectId } }),
  "gs.key-file": (keyFile) => ({ gcs: { keyFile } }),
  "gs.endpoint": (endpoint) => ({ gcs: { endpoint } }),
  "azure.account": (account) => ({ azure: { account } }),
  "azure.endpoint": (endpoint) => ({ azure: { endpoint } }),
};

/** What the values of `-o` say. Throws `UsageError`. */
export function storeSettings(given: readonly string[]): StoreSettings {
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
    const added = value === "" ? undefined : setting(value);
    if (added === undefined) {
      throw new UsageError(cliMessages.badValue, { option: `-o ${key}`, value });
    }
    settings = mergedSettings(settings, added);
  }
  return settings;
}

/** Both, of which the second holds where they differ. */
export function mergedSettings(settings: StoreSettings, added: StoreSettings): StoreSettings {
  return {
    ...settings,
    ...added,
    ...(added.s3 && { s3: { ...settings.s3, ...added.s3 } }),
    ...(added.gcs && { gcs: { ...settings.gcs, ...added.gcs } }),
    ...(added.azure && { azure: { ...settings.azure, ...added.azure } }),
  };
}
