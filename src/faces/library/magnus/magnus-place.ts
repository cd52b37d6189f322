import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { withDotEnv } from "../../environment/read-dot-env.ts";
import { resteraHome } from "../../environment/restera-home.ts";
import {
  storeFromEnvironment,
  type ChosenStore,
} from "../../environment/store-from-environment.ts";
import { cloudCredentials } from "../../environment/cloud-credentials.ts";
import { defaultStoragePrefix, type MagnusCloudStorageOptions } from "./magnus-options.ts";

/** Where Magnus keeps its records: here, and in the cloud. */
export interface MagnusPlace {
  readonly localFolder: string;
  readonly prefix: string;
  /** Throws when the environment names no store, or not all of it. */
  choose(): ChosenStore;
}

interface Machine {
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

function thisMachine(): Machine {
  return { cwd: process.cwd(), platform: process.platform, home: homedir() };
}

/**
 * The places that options and environment name. Each store that is not production's has a local copy of its own, so that
 * what was tried in development never reaches production.
 */
export function magnusPlace(
  options: MagnusCloudStorageOptions,
  { cwd, platform, home }: Machine = thisMachine(),
): MagnusPlace {
  const { storagePrefix: prefix = defaultStoragePrefix, storeSettings, store } = options;
  const environment = options.environment ?? withDotEnv(process.env, cwd);
  const choose = (): ChosenStore => {
    if (store === undefined) {
      const chosen = storeFromEnvironment("magnus", environment);
      return storeSettings === undefined ? chosen : { ...chosen, settings: storeSettings };
    }
    return { url: store, settings: storeSettings ?? cloudCredentials(environment) };
  };
  const named = (): string => {
    if (store === undefined && environment.NODE_ENV?.trim() === "production") return "production";
    const { url } = choose();
    const address = /^[a-z][a-z\d+.-]*:\/\//i.test(url) ? url : resolve(cwd, url);
    return `${store === undefined ? "development" : "store"}-${shortHash(address)}`;
  };
  const own = (): string => resteraHome({ environment, platform, home, cwd });
  const localFolder = options.localFolder ?? join(own(), "magnus", named(), folderOf(prefix));
  return { localFolder: resolve(cwd, localFolder), prefix, choose };
}

/** A prefix as one folder's name. */
function folderOf(prefix: string): string {
  const name = encodeURIComponent(prefix.split("/").filter(Boolean).join("/"));
  return name.replaceAll(".", "%2E") || "all";
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
