import { randomBytes } from "node:crypto";
import { isObject } from "../../../foundation/is-object.ts";
import { isId, parseMetadata, type ProjectMetadata } from "../project-metadata.ts";

/** One project in a backup. */
export interface BackedUpProject {
  readonly project_id: string;
  /** Its file beside the manifest: `{id}.tar.gz`, or `{id}.tar`. */
  readonly file: string;
  readonly size_bytes: number;
  /** Hexadecimal, of the file. */
  readonly sha256: string;
  /** `archive`: the very file that was in the storage's archives. */
  readonly kind: "folder" | "archive";
  /** False: somebody changed the project while it was read, each time that it was tried. */
  readonly consistent: boolean;
  /** Of the project's files as they lay there: the same as long as nobody touches them. */
  readonly stamp?: string;
  /** Links that lead out of the project. */
  readonly left_out?: readonly string[];
  /** In a bucket: the earlier backup in whose folder the file lies, because the project was the same then. Absent: in this one's. */
  readonly kept_in?: string;
  readonly metadata: ProjectMetadata;
}

/** `projects/{backup_id}/manifest.json`: written last, so that a backup without one is none. */
export interface BackupManifest {
  readonly backup_id: string;
  /** ISO 8601, UTC. */
  readonly created_at: string;
  readonly finished_at: string;
  /** All projects of the storage, or those that were named. */
  readonly scope: "all" | "project";
  /** The folder that they were in. */
  readonly storage: string;
  readonly compression: boolean;
  readonly size_bytes: number;
  readonly projects: readonly BackedUpProject[];
  /** Projects that could not be backed up. */
  readonly problems: readonly BackupProblem[];
}

/** What is wrong with one project, or with one destination. */
export interface BackupProblem {
  readonly id: string;
  readonly problem: string;
}

const prefix = "projects/";
const manifestName = "manifest.json";
const idPattern = /^backup_\d{8}_\d{6}_[0-9a-f]{8}$/;

/** `backup_20260109_150000_1a2b3c4d`: sorts by time, and two machines may share a destination. */
export function newBackupId(time: Date): string {
  const [day = "", clock = ""] = time.toISOString().replace(/[-:]/g, "").split("T");
  return `backup_${day}_${clock.slice(0, 6)}_${randomBytes(4).toString("hex")}`;
}

/** When a backup was begun, by its id. */
export function backupTimeMs(backupId: string): number {
  const [, year, month, day, hour, minute, second] =
    /^backup_(\d{4})(\d{2})(\d{2})_(\d{2})(\d{2})(\d{2})/.exec(backupId) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

export function isBackupId(id: unknown): id is string {
  return typeof id === "string" && idPattern.test(id) && !Number.isNaN(backupTimeMs(id));
}

export function backupKey(backupId: string, file: string): string {
  return `${prefix}${backupId}/${file}`;
}

/** Where the file of a project in a backup lies. */
export function fileKey(
  backupId: string,
  { file, kept_in: keptIn = backupId }: Pick<BackedUpProject, "file" | "kept_in">,
): string {
  return backupKey(keptIn, file);
}

export function manifestKey(backupId: string): string {
  return backupKey(backupId, manifestName);
}

/** What every key of a backup begins with; of all backups without an id. */
export function backupPrefix(backupId?: string): string {
  return backupId === undefined ? prefix : `${prefix}${backupId}/`;
}

/** Which backup a key is of, and which file of it; undefined for what is not ours. */
export function parseBackupKey(key: string): { backupId: string; file: string } | undefined {
  const [backupId, file, ...rest] = key.slice(prefix.length).split("/");
  if (!key.startsWith(prefix) || !isBackupId(backupId) || rest.length > 0) return undefined;
  return file === undefined || file === "" ? undefined : { backupId, file };
}

/** Reads a manifest; every name and number in it is looked at, for a bucket may be written by others. Throws an Error that says what is wrong. */
export function parseManifest(text: string, backupId: string): BackupManifest {
  const value: unknown = JSON.parse(text);
  if (!isObject(value) || value["backup_id"] !== backupId)
    throw new Error("it is of another backup");
  const { projects, problems, storage } = value;
  if (!Array.isArray(projects) || typeof storage !== "string") {
    throw new Error("a field of it is missing");
  }
  const created = new Date(backupTimeMs(backupId)).toISOString();
  return {
    backup_id: backupId,
    created_at: created,
    finished_at: typeof value["finished_at"] === "string" ? value["finished_at"] : created,
    scope: value["scope"] === "all" ? "all" : "project",
    storage,
    compression: value["compression"] !== false,
    size_bytes: projects.reduce<number>(
      (sum, each: unknown) => sum + parseProject(each).size_bytes,
      0,
    ),
    projects: projects.map((each: unknown) => parseProject(each)),
    problems: Array.isArray(problems)
      ? problems.filter((each): each is BackupProblem => isProblem(each))
      : [],
  };
}

function parseProject(value: unknown): BackedUpProject {
  if (!isObject(value)) throw new Error("a project of it is damaged");
  const { project_id: id, file, size_bytes: size, sha256, kind, metadata } = value;
  const isFile = file === `${String(id)}.tar.gz` || file === `${String(id)}.tar`;
  const isSize = typeof size === "number" && Number.isSafeInteger(size) && size >= 0;
  const isHash = typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256);
  const keptIn = value["kept_in"];
  const isPlace = keptIn === undefined || isBackupId(keptIn);
  if (!isId(id) || !isFile || !isSize || !isHash || !isPlace) {
    throw new Error("a project of it is damaged");
  }
  return {
    ...{ project_id: id, file, size_bytes: size, sha256 },
    kind: kind === "archive" ? "archive" : "folder",
    consistent: value["consistent"] !== false,
    ...(typeof value["stamp"] === "string" && { stamp: value["stamp"] }),
    ...(Array.isArray(value["left_out"]) && { left_out: value["left_out"].map(String) }),
    ...(keptIn !== undefined && { kept_in: keptIn }),
    metadata: parseMetadata(JSON.stringify(metadata), id),
  };
}

function isProblem(value: unknown): boolean {
  return isObject(value) && typeof value["id"] === "string" && typeof value["problem"] === "string";
}
