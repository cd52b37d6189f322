import { isObject } from "../../foundation/is-object.ts";
import { ResteraError } from "../../foundation/errors.ts";
import type { CallOptions } from "../../stores/objects/object-store.ts";
import { checkProjectName, isSafePath } from "./project-path.ts";
import type { RecordStore } from "./record-store.ts";

/** One file of a project, as it was kept. */
export interface ProjectFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  /** Permission bits. */
  readonly mode: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/**
 * `projects/NAME.json`, beside the folder with the files: what belongs to the backup. It is `incomplete` from the
 * first write until the last, so that an interrupted upload never counts as a backup.
 */
export interface ProjectManifest {
  readonly timestamp: number;
  readonly version: string;
  readonly type: "project";
  readonly name: string;
  readonly status: "complete" | "incomplete";
  readonly files: readonly ProjectFile[];
  readonly stats: { readonly files: number; readonly bytes: number };
}

export interface FoundManifest {
  readonly manifest: ProjectManifest;
  readonly version: string;
}

/** What is known of a project without reading its files. */
export interface ProjectInfo {
  readonly name: string;
  /** `unlisted`: files without a manifest, made by another program. */
  readonly status: "complete" | "incomplete" | "unlisted";
  readonly timestamp?: number;
  readonly files?: number;
  readonly bytes?: number;
}

export function manifestKey(name: string): string {
  checkProjectName(name);
  return `projects/${name}.json`;
}

export function filesPrefix(name: string): string {
  checkProjectName(name);
  return `projects/${name}/`;
}

export function makeManifest(
  name: string,
  status: ProjectManifest["status"],
  files: readonly ProjectFile[],
  timestamp: number,
): ProjectManifest {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const stats = { files: files.length, bytes };
  return { timestamp, version: "13.0", type: "project", name, status, files, stats };
}

/** Undefined when the project has none. Throws `record-unreadable` for one that cannot be trusted. */
export async function readManifest(
  records: RecordStore,
  name: string,
  call: CallOptions = {},
): Promise<FoundManifest | undefined> {
  const key = manifestKey(name);
  const found = await records.read(key, call);
  if (found === undefined) return undefined;
  const { document, version } = found;
  if (isManifest(document)) return { manifest: document, version };
  const problem = "it is no list of a project's files";
  throw new ResteraError("record-unreadable", { key, store: records.url, problem });
}

function isManifest(value: unknown): value is ProjectManifest {
  if (!isObject(value) || value["type"] !== "project" || !Array.isArray(value["files"]))
    return false;
  const { status, timestamp, files } = value;
  if (status !== "complete" && status !== "incomplete") return false;
  return typeof timestamp === "number" && files.every(isProjectFile);
}

function isProjectFile(value: unknown): value is ProjectFile {
  return (
    isObject(value) &&
    isSafePath(value["path"]) &&
    Number.isSafeInteger(value["size"]) &&
    Number.isSafeInteger(value["mode"]) &&
    Number.isSafeInteger(value["modified"]) &&
    typeof value["sha256"] === "string" &&
    /^[0-9a-f]{64}$/.test(value["sha256"])
  );
}

/** Every project that is kept, by name. */
export async function listProjects(
  records: RecordStore,
  call: CallOptions = {},
): Promise<ProjectInfo[]> {
  const names = new Set<string>();
  let after: string | undefined;
  for (;;) {
    let jump: string | undefined;
    const from = after === undefined ? call : { ...call, after };
    for await (const { key } of records.list("projects/", from)) {
      const [, name = "", ...rest] = key.split("/");
      if (rest.length === 0) {
        if (name.endsWith(".json")) names.add(name.slice(0, -".json".length));
        continue;
      }
      names.add(name);
      // "0" comes right after "/": on to the next project.
      jump = `projects/${name}0`;
      break;
    }
    if (jump === undefined) break;
    after = jump;
  }
  const infos: ProjectInfo[] = [];
  for (const name of [...names].toSorted()) infos.push(await projectInfo(records, name, call));
  return infos;
}

async function projectInfo(
  records: RecordStore,
  name: string,
  call: CallOptions,
): Promise<ProjectInfo> {
  try {
    const found = await readManifest(records, name, call);
    if (found === undefined) return { name, status: "unlisted" };
    const { status, timestamp, stats } = found.manifest;
    return { name, status, timestamp, files: stats.files, bytes: stats.bytes };
  } catch (error) {
    if (error instanceof ResteraError && !/^(record|portable)-/.test(error.code)) throw error;
    return { name, status: "unlisted" };
  }
}
