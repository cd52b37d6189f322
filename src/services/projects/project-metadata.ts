import { isObject } from "../../foundation/is-object.ts";
import { ResteraError } from "../../foundation/errors.ts";

export const projectStatuses = ["active", "archived", "deleted"] as const;
type ProjectStatus = (typeof projectStatuses)[number];

/** `metadata.json` of a project, as documented, and what came to it. Fields that nobody here knows are kept as they are. */
export interface ProjectMetadata {
  readonly project_id: string;
  readonly name: string;
  /** `generation`, `migration`, or a word of yours. */
  readonly type: string;
  /** ISO 8601, UTC. */
  readonly created_at: string;
  /** When it was last stored, changed or brought back; age counts from here. */
  readonly updated_at: string;
  /** Of all files, as they are in the folder. */
  readonly size_bytes: number;
  readonly file_count: number;
  readonly languages: readonly string[];
  readonly frameworks: readonly string[];
  readonly status: ProjectStatus;
  readonly tags: readonly string[];
  readonly git_repository: string | null;
  /** Present once it was archived: of the `tar.gz`. */
  readonly archive_size_bytes?: number;
  readonly archived_at?: string;
  readonly deleted_at?: string;
  /** False: its archive is not compressed. */
  readonly compress?: boolean;
  /** Of its archive and its versions, 0 to 9; absent: the usual one. */
  readonly compression_level?: number;
  /** Which of its versions the project is; absent when none was kept. */
  readonly version?: number;
  /** Present when its files are not in its folder: they are one file of a backend. */
  readonly packed?: PackedBody;
}

/** Where a project's files are that a backend keeps. */
export interface PackedBody {
  /** What the backend was told. */
  readonly path: string;
  /** As the backend has it. */
  readonly size_bytes: number;
  /** Hexadecimal, of the same. */
  readonly sha256: string;
  /** The plugins that it went through, by their names, in their order; absent: it is a `tar.gz`. */
  readonly plugins?: readonly string[];
}

/** What a caller may say about a project; the rest is counted and detected. */
export interface GivenMetadata {
  readonly project_id?: string;
  readonly name?: string;
  readonly type?: string;
  readonly created_at?: string;
  readonly languages?: readonly string[];
  readonly frameworks?: readonly string[];
  readonly tags?: readonly string[];
  readonly git_repository?: string | null;
  readonly [field: string]: unknown;
}

/** What is found out of a project, or became of it: true of that one, and not to be said of another. */
const foundOut: readonly string[] = [
  ...["status", "size_bytes", "file_count", "updated_at", "version", "packed", "left_out"],
  ...["archived_at", "archive_size_bytes", "deleted_at"],
];

/** What somebody says about a project, or an archive of one, that may be said of a new one. */
export function withoutFoundOut(given: GivenMetadata): GivenMetadata {
  return Object.fromEntries(Object.entries(given).filter(([field]) => !foundOut.includes(field)));
}

const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const reservedName = /^(?:con|nul|aux|prn|com\d|lpt\d)(?:\.|$)/i;

/** A project's or a workbench's id becomes the name of a folder and of a file. Throws `project-id-invalid`. */
export function checkId(id: unknown): string {
  if (isId(id)) return id;
  throw new ResteraError("project-id-invalid", { id: shown(id) });
}

export function isId(id: unknown): id is string {
  return (
    typeof id === "string" && idPattern.test(id) && !reservedName.test(id) && !id.endsWith(".")
  );
}

const mostTextLength = 4096;
const mostListed = 1000;

/** Looks at what a caller says about a project. Throws `project-invalid`, `project-id-invalid`. */
export function checkGiven(given: unknown): GivenMetadata {
  if (!isObject(given)) throw invalid("it is no object");
  const { project_id: id, created_at: created, ...rest } = given;
  if (id !== undefined) checkId(id);
  if (created !== undefined && timeOf(created) === undefined)
    throw invalid("created_at is no time");
  for (const field of ["name", "type"] as const) {
    const value = rest[field];
    if (value !== undefined && !isText(value)) throw invalid(`${field} is no text`);
  }
  for (const field of ["languages", "frameworks", "tags"] as const) {
    const value = rest[field];
    if (value !== undefined && !isTexts(value)) throw invalid(`${field} is no list of texts`);
  }
  const git = rest["git_repository"];
  if (git !== undefined && git !== null && !isText(git)) throw invalid("git_repository is no text");
  return given;
}

/**
 * Reads a `metadata.json`, ours or somebody else's: what it lacks is filled in, the folder's name is the id whatever it says.
 * Throws an Error that says what is wrong.
 */
export function parseMetadata(text: string, id: string): ProjectMetadata {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new Error("it is no JSON object");
  const created = timeOf(value["created_at"]);
  if (created === undefined) throw new Error("created_at is no time");
  const status = value["status"] ?? "active";
  if (!projectStatuses.some((each) => each === status)) throw new Error("its status is unknown");
  const git = value["git_repository"];
  const {
    archived_at: archivedAt,
    deleted_at: deletedAt,
    archive_size_bytes: archiveSize,
    ...rest
  } = value;
  const archived = timeOf(archivedAt);
  const deleted = timeOf(deletedAt);
  return {
    ...rest,
    ...(archived !== undefined && { archived_at: archived }),
    ...(deleted !== undefined && { deleted_at: deleted }),
    ...(countOf(archiveSize) > 0 && { archive_size_bytes: countOf(archiveSize) }),
    project_id: id,
    name: isText(value["name"]) ? value["name"] : id,
    type: isText(value["type"]) ? value["type"] : "generation",
    created_at: created,
    updated_at: timeOf(value["updated_at"]) ?? created,
    size_bytes: countOf(value["size_bytes"]),
    file_count: countOf(value["file_count"]),
    languages: textsOf(value["languages"]),
    frameworks: textsOf(value["frameworks"]),
    status: status as ProjectStatus,
    tags: textsOf(value["tags"]),
    git_repository: isText(git) ? git : null,
    ...(value["version"] !== undefined && { version: countOf(value["version"]) }),
    ...(value["packed"] !== undefined && { packed: packedOf(value["packed"]) }),
  };
}

function packedOf(value: unknown): PackedBody {
  const { path, size_bytes: size, sha256, plugins } = isObject(value) ? value : {};
  if (!isText(path) || !isText(sha256)) throw new Error("packed says no place");
  return {
    ...{ path, sha256, size_bytes: countOf(size) },
    ...(Array.isArray(plugins) && { plugins: textsOf(plugins) }),
  };
}

export function metadataText(metadata: ProjectMetadata): string {
  return `${JSON.stringify(metadata, undefined, 2)}\n`;
}

function invalid(problem: string): ResteraError {
  return new ResteraError("project-invalid", { problem });
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= mostTextLength;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= mostListed && value.every((each) => isText(each));
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => isText(each)) : [];
}

function countOf(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

/** The same moment as ISO 8601 in UTC; undefined for what is none, and for years that have not four digits. */
function timeOf(value: unknown): string | undefined {
  const ms = typeof value === "string" ? Date.parse(value) : NaN;
  const time = Number.isNaN(ms) ? "" : new Date(ms).toISOString();
  return /^\d{4}-/.test(time) ? time : undefined;
}

function shown(id: unknown): string {
  return typeof id === "string" ? id.slice(0, 200) : typeof id;
}
