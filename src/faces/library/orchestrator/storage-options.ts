import { ResteraError } from "../../../foundation/errors.ts";
import type { BackendMethods } from "../../../services/projects/extensions/storage-backend.ts";
import type { PluginMethods } from "../../../services/projects/extensions/storage-plugin.ts";

/**
 * Options of `StorageManager` and `BackupManager`; each is also taken in snake_case. What is not given comes from the environment, then from `restera.yaml` and
 * `config/storage.yaml`.
 */
export interface StorageOptions {
  /** Where projects are (default: `./storage`). */
  readonly basePath?: string;
  /** GB that one project may have (default: 10); 0 is unlimited. */
  readonly maxProjectSize?: number;
  /** GB that all may have (default: 0); 0 is unlimited. */
  readonly totalQuota?: number;
  /** What `archiveOldProjects()` takes when it is not told (default: 90). */
  readonly archiveAfterDays?: number;
  /** False: no versions are kept, and none are looked at. */
  readonly versions?: boolean;
  /** Which versions of each project `fullCleanup()` keeps (default: all): `{ last: 5, monthly: 12 }`, as `storage.versions` has them. */
  readonly keepVersions?: KeptVersions;
  /** Keeps the files of projects instead of the storage's folders. */
  readonly backend?: BackendMethods;
  /** As `registerPlugin` takes them, in this order. */
  readonly plugins?: readonly PluginMethods[];
  /** Where backups go: a folder, an address of a bucket, or several (default: `./backups`). */
  readonly destination?: string | readonly string[];
  /** False: backups are not compressed. */
  readonly compression?: boolean;
  /** How long backups are kept (default: 30). */
  readonly retentionDays?: number;
  /** The log of backups (default: `./logs/backup.log`). */
  readonly log?: string;
  /** Where `restera.yaml` and `config/storage.yaml` are, and what relative paths start from (default: the working folder). */
  readonly folder?: string;
  /** Instead of the process's own variables. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Counts of versions, `"unlimited"` for all; `within` a length of time such as `1y5m7d2h` before the newest. */
export type KeptVersions = {
  readonly [Period in "last" | "hourly" | "daily" | "weekly" | "monthly" | "yearly"]?:
    | number
    | "unlimited";
} & { readonly within?: string };

type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : Name;

/** An object of options with its keys as here, or as Python writes them. */
export type EitherCase<Options> =
  | Options
  | { readonly [Key in keyof Options as SnakeCase<Key & string>]: Options[Key] };

/** Each option that there is. */
export type Names<Options> = { readonly [Name in keyof Options]-?: true };

/** `project_path` is `projectPath`, and so on. The values stay as they were given; null is Python's None: not given. Throws `setting-unknown` for any other name. */
export function camelKeys<Options extends object>(
  options: EitherCase<Options>,
  names: Names<Options>,
): Options {
  const found: [string, unknown][] = [];
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (!Object.hasOwn(names, camel)) {
      const choices = Object.keys(names).join(", ");
      throw new ResteraError("setting-unknown", { setting: "the call", value: name, choices });
    }
    if (value !== null) found.push([camel, value]);
  }
  return Object.fromEntries(found) as Options;
}

/** The same for a call that needs some: each a text. Throws `usage`. */
export function given<Options extends object>(
  options: EitherCase<Options> | undefined,
  names: Names<Options>,
  ...needed: readonly (keyof Options & string)[]
): Options {
  const found = camelKeys<Options>(options ?? ({} as Options), names);
  for (const name of needed) {
    if (typeof found[name] === "string" && found[name] !== "") continue;
    throw new ResteraError("usage", { problem: `${name} is not given` });
  }
  return found;
}
