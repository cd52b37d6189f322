import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseKeepCount } from "../../../engine/snapshot/policy.ts";
import { parseCalendarDuration } from "../../../foundation/calendar-duration.ts";
import { ResteraError } from "../../../foundation/errors.ts";
import type { VersionPolicy } from "../../../services/projects/clean-up/prune-versions.ts";
import type {
  BackupFrequency,
  ProjectSettings,
  SecretScan,
} from "../../../services/projects/project-settings.ts";
import type { Environment } from "../cloud-credentials.ts";
import { readConfigFile } from "./read-config-file.ts";
import { type SettingSpec, settingSpecs, type SettingValue } from "./setting-specs.ts";

/** Where a setting's value comes from; what stands first wins. */
export type SettingOrigin =
  | { readonly from: "option" }
  | { readonly from: "variable"; readonly variable: string }
  | { readonly from: "project file" | "user file"; readonly file: string; readonly line: number }
  | { readonly from: "default" };

/** A setting as it holds. */
interface SettingInForce {
  readonly path: string;
  readonly value: SettingValue;
  readonly origin: SettingOrigin;
}

export interface ProjectConfig {
  readonly settings: ProjectSettings;
  /** Every one, in the document's order. */
  readonly inForce: readonly SettingInForce[];
  /** Files that were read, and a variable: somebody has said how projects are to be kept. */
  readonly files: readonly string[];
}

export interface ConfigPlace {
  /** Where the project's files are looked for. */
  readonly cwd: string;
  readonly environment: Environment;
  /** Restera's own folder: the user's file is there. */
  readonly home: string;
  /** Where `./storage` and its kin are when nothing says otherwise; `cwd` when absent. */
  readonly defaultFolder?: string;
  /** By path; they win over everything. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** The project's files, in `cwd`: the first wins. Nothing above is looked at: somebody else's folder should not decide. */
const projectFiles = ["restera.yaml", "config/storage.yaml"];
const userFile = "restera.yaml";

interface Layer {
  readonly from: "project file" | "user file";
  readonly file: string;
  /** What relative paths in it are relative to. */
  readonly folder: string;
  readonly found: NonNullable<ReturnType<typeof readConfigFile>>;
}

/**
 * What is in force for projects: options, then the four STORAGE_* variables, then `restera.yaml` and `config/storage.yaml` here, then `restera.yaml` in
 * Restera's own folder, then the defaults. Throws `config-invalid`, `config-unreadable`, `setting-unknown`.
 */
export function projectConfig(place: ConfigPlace): ProjectConfig {
  const layers = layersOf(place);
  const inForce = settingSpecs.map((spec) => settle(spec, place, layers));
  const defaults = defaultFolderOf(inForce, layers, place);
  const resolved = inForce.map((each, at) => {
    const spec = settingSpecs[at]!;
    return spec.isPlace === true ? withPlace(each, place, layers, defaults(each)) : each;
  });
  const files = layers.map(({ file }) => file);
  return { settings: settingsOf(resolved), inForce: resolved, files };
}

function layersOf({ cwd, home }: ConfigPlace): Layer[] {
  const wanted = [
    ...projectFiles.map((name) => {
      return { from: "project file" as const, file: join(cwd, name), folder: resolve(cwd) };
    }),
    { from: "user file" as const, file: join(home, userFile), folder: resolve(home) },
  ];
  const isTwice = (file: string, at: number): boolean =>
    wanted.findIndex((each) => resolve(each.file) === resolve(file)) !== at;
  return wanted.flatMap((each, at) => {
    const found = isTwice(each.file, at) ? undefined : readConfigFile(each.file);
    return found === undefined ? [] : [{ ...each, found }];
  });
}

function settle(
  spec: SettingSpec,
  { environment, options = {} }: ConfigPlace,
  layers: readonly Layer[],
): SettingInForce {
  const { path, variable } = spec;
  const given = options[path];
  if (given !== undefined) {
    return { path, value: checked(spec, path, given), origin: { from: "option" } };
  }
  const text = variable === undefined ? undefined : environment[variable];
  if (variable !== undefined && text !== undefined && text.trim() !== "") {
    const origin = { from: "variable", variable } as const;
    return { path, value: checked(spec, variable, text), origin };
  }
  for (const { from, file, found } of layers) {
    const written = found.get(path);
    if (written === undefined) continue;
    return { path, value: written.value, origin: { from, file, line: written.line } };
  }
  return { path, value: spec.fallback, origin: { from: "default" } };
}

function checked(spec: SettingSpec, setting: string, given: unknown): SettingValue {
  const value = spec.read(given);
  if (value !== undefined) return value;
  const details = { setting, value: String(given), choices: spec.allowed };
  throw new ResteraError("setting-unknown", details);
}

/**
 * Where a default is: in the caller's folder; but backups and log of a storage that a project's file names are beside that file.
 */
function defaultFolderOf(
  inForce: readonly SettingInForce[],
  layers: readonly Layer[],
  { cwd, defaultFolder = cwd }: ConfigPlace,
): (setting: SettingInForce) => string {
  const base = inForce.find(({ path }) => path === "base_path")!.origin;
  const folder = base.from === "project file" ? folderOf(layers, base.file) : defaultFolder;
  return ({ path }) => (path === "base_path" ? defaultFolder : folder);
}

function folderOf(layers: readonly Layer[], file: string): string {
  return layers.find((each) => each.file === file)?.folder ?? dirname(file);
}

function withPlace(
  setting: SettingInForce,
  { cwd, environment }: ConfigPlace,
  layers: readonly Layer[],
  defaults: string,
): SettingInForce {
  const { origin, value } = setting;
  const folder =
    origin.from === "default" ? defaults : "file" in origin ? folderOf(layers, origin.file) : cwd;
  const absolute = (place: string): string => {
    if (/^[a-z][a-z\d+.-]+:\/\//i.test(place)) return place;
    // No shell has seen what stands in a file; a folder called `~` is what nobody means.
    const isOfHome = "file" in origin && /^~(?:[/\\]|$)/.test(place);
    return isOfHome
      ? join(environment["HOME"] ?? homedir(), place.slice(1))
      : resolve(folder, place);
  };
  return {
    ...setting,
    value: Array.isArray(value) ? value.map(absolute) : absolute(String(value)),
  };
}

/** The specs have checked what kind each value is. */
function settingsOf(inForce: readonly SettingInForce[]): ProjectSettings {
  const values = Object.fromEntries(inForce.map(({ path, value }) => [path, value])) as {
    readonly base_path: string;
    readonly max_project_size: number;
    readonly total_quota: number;
    readonly min_free_space: number;
    readonly secret_scan: SecretScan;
    readonly archive_after_days: number;
    readonly cleanup_enabled: boolean;
    readonly cleanup_schedule: string;
    readonly "backup.enabled": boolean;
    readonly "backup.frequency": BackupFrequency;
    readonly "backup.retention_days": number;
    readonly "backup.compression": boolean;
    readonly "backup.destination": readonly string[];
    readonly "backup.log": string;
  };
  return {
    basePath: values.base_path,
    maxProjectSizeGb: values.max_project_size,
    totalQuotaGb: values.total_quota,
    minFreeSpaceGb: values.min_free_space,
    secretScan: values.secret_scan,
    archiveAfterDays: values.archive_after_days,
    cleanupEnabled: values.cleanup_enabled,
    cleanupSchedule: values.cleanup_schedule,
    versions: versionPolicy(new Map(Object.entries(values))),
    backup: {
      enabled: values["backup.enabled"],
      frequency: values["backup.frequency"],
      retentionDays: values["backup.retention_days"],
      compression: values["backup.compression"],
      destinations: values["backup.destination"],
      log: values["backup.log"],
    },
  };
}

/** What is not said keeps nothing by itself; where nothing at all is said, all is kept. */
function versionPolicy(values: ReadonlyMap<string, SettingValue>): VersionPolicy {
  const count = (name: string) => {
    const value = values.get(`versions.keep_${name}`);
    return value === 0 ? {} : { [name]: parseKeepCount(String(value)) };
  };
  const within = values.get("versions.keep_within");
  return {
    ...{ ...count("last"), ...count("hourly"), ...count("daily"), ...count("weekly") },
    ...{ ...count("monthly"), ...count("yearly") },
    ...(within !== "" && { within: parseCalendarDuration(String(within)) }),
  };
}
