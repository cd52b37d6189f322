import {
  formatCalendarDuration,
  parseCalendarDuration,
} from "../../../foundation/calendar-duration.ts";
import { parseTimes } from "../../../services/tasks/parse-times.ts";
import { backupFrequencies, secretScans } from "../../../services/projects/project-settings.ts";

/** What a setting holds. A list of places is what one place is, several times. */
export type SettingValue = string | number | boolean | readonly string[];

/** One setting of the configuration. */
export interface SettingSpec {
  /** Below `storage:`, with dots: `backup.retention_days`. */
  readonly path: string;
  /** The variable that wins over every file. */
  readonly variable?: string;
  /** What holds when nobody says anything. */
  readonly fallback: SettingValue;
  /** What may be written, for whoever wrote something else; English, as values are. */
  readonly allowed: string;
  /** The value in its form; undefined when it is not allowed. */
  readonly read: (value: unknown) => SettingValue | undefined;
  /** A folder or an address: relative ones are taken from where the setting is written. */
  readonly isPlace?: boolean;
}

const gigabytes = { allowed: "GB, such as 10 or 0.5; 0 is unlimited", read: numberOf };
const days = { allowed: "days, a whole number from 1 on", read: daysOf };
const keepCount = { fallback: 0, allowed: "a whole number from 0 on, or unlimited", read: keptOf };
const onOff = { allowed: "true or false", read: switchOf };

/** Every setting of the document's `config/storage.yaml`, in its order, and what came to it. */
export const settingSpecs: readonly SettingSpec[] = [
  {
    ...{ path: "base_path", variable: "STORAGE_BASE_PATH", fallback: "./storage", isPlace: true },
    ...{ allowed: "the path of a folder", read: textOf },
  },
  {
    ...{ path: "max_project_size", variable: "STORAGE_MAX_PROJECT_SIZE", fallback: 10 },
    ...gigabytes,
  },
  { path: "total_quota", variable: "STORAGE_TOTAL_QUOTA", fallback: 0, ...gigabytes },
  {
    ...{ path: "min_free_space", fallback: 1, read: numberOf },
    allowed: "GB, such as 1 or 0.5; 0 is never",
  },
  {
    ...{ path: "secret_scan", fallback: "off", allowed: secretScans.join(", ") },
    // Without quotes, YAML 1.1 and its readers may know `off` as false.
    read: (value) => secretScans.find((each) => each === (value === false ? "off" : value)),
  },
  { path: "archive_after_days", fallback: 90, ...days },
  { path: "cleanup_enabled", fallback: true, ...onOff },
  {
    ...{ path: "cleanup_schedule", fallback: "0 2 * * 0", read: timesOf },
    allowed: 'a cron expression such as "0 2 * * 0", or words such as "weekly on sunday at 02:00"',
  },
  { path: "versions.keep_last", ...keepCount },
  { path: "versions.keep_hourly", ...keepCount },
  { path: "versions.keep_daily", ...keepCount },
  { path: "versions.keep_weekly", ...keepCount },
  { path: "versions.keep_monthly", ...keepCount },
  { path: "versions.keep_yearly", ...keepCount },
  {
    ...{ path: "versions.keep_within", fallback: "", read: durationOf },
    allowed: "a length of time such as 1y5m7d2h",
  },
  { path: "backup.enabled", variable: "STORAGE_BACKUP_ENABLED", fallback: true, ...onOff },
  {
    ...{ path: "backup.frequency", fallback: "daily", allowed: backupFrequencies.join(", ") },
    read: (value) => backupFrequencies.find((each) => each === value),
  },
  { path: "backup.retention_days", fallback: 30, ...days },
  { path: "backup.compression", fallback: true, ...onOff },
  {
    ...{ path: "backup.destination", fallback: ["./backups"], isPlace: true, read: placesOf },
    allowed:
      "a folder, or s3://bucket/prefix, gs://bucket/prefix, az://container/prefix; or a list of them",
  },
  {
    ...{ path: "backup.log", fallback: "./logs/backup.log", isPlace: true },
    ...{ allowed: "the path of a file", read: textOf },
  },
];

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" && !value.includes("\0")
    ? value.trim()
    : undefined;
}

/** Variables are texts, files have numbers. */
function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number >= 0 ? number : undefined;
}

function daysOf(value: unknown): number | undefined {
  const number = numberOf(value);
  return number !== undefined && Number.isSafeInteger(number) && number >= 1 ? number : undefined;
}

/** As `--keep-last` and its kin take it. */
function keptOf(value: unknown): number | "unlimited" | undefined {
  if (typeof value === "string" && value.trim() === "unlimited") return "unlimited";
  const number = numberOf(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

function durationOf(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  try {
    return formatCalendarDuration(parseCalendarDuration(value));
  } catch {
    return undefined;
  }
}

/** In files `true` and `false` alone are no texts; in variables there are only texts. */
function switchOf(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return undefined;
  if (/^(?:true|1|yes|on)$/i.test(value.trim())) return true;
  return /^(?:false|0|no|off)$/i.test(value.trim()) ? false : undefined;
}

function timesOf(value: unknown): string | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  try {
    parseTimes(text, "UTC", 0);
    return text;
  } catch {
    return undefined;
  }
}

function placesOf(value: unknown): readonly string[] | undefined {
  const places = (Array.isArray(value) ? value : [value]).map((each: unknown) => textOf(each));
  const known = places.filter((each) => each !== undefined);
  return known.length > 0 && known.length === places.length ? known : undefined;
}
