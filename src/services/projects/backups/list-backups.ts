import { ResteraError } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import { listAll } from "../list-all.ts";
import type { ProjectStorage } from "../project-storage.ts";
import type { BackupDestination } from "./backup-destination.ts";
import {
  type BackedUpProject,
  backupKey,
  backupPrefix,
  type BackupManifest,
  type BackupProblem,
  fileKey,
  isBackupId,
  manifestKey,
  parseBackupKey,
  parseManifest,
} from "./backup-manifest.ts";
import { problemIn } from "./backup-destination.ts";

/** A backup's copy in one destination. */
export interface BackupCopy {
  readonly destination: BackupDestination;
  /** Keys of its own folder, and how large each is. */
  readonly files: ReadonlyMap<string, number>;
  /** Of those. */
  readonly size_bytes: number;
  /** When its last file was written. */
  readonly modifiedMs: number;
  readonly manifest: BackupManifest | undefined;
  /** Absent: the manifest can be read, and every file is there in its size. */
  readonly problem?: string;
  /** No manifest: it is being written, or it never was finished. */
  readonly isUnfinished: boolean;
}

/** A backup, wherever it is. */
export interface FoundBackup {
  readonly backup_id: string;
  readonly copies: readonly BackupCopy[];
  /** Of the best copy. */
  readonly manifest: BackupManifest | undefined;
}

export interface FoundBackups {
  /** The newest first. */
  readonly backups: readonly FoundBackup[];
  /** Destinations that could not be read. */
  readonly problems: readonly BackupProblem[];
}

const secondLength = "backup_YYYYMMDD_HHMMSS".length;
/** A manifest that is larger is none of ours. */
const mostManifestBytes = 64 << 20;

/** Every backup of the destinations; what was never finished is among them, and is said to be. */
export async function findBackups(
  destinations: readonly BackupDestination[],
  signal?: AbortSignal,
): Promise<FoundBackups> {
  const byId = new Map<string, BackupCopy[]>();
  const problems: BackupProblem[] = [];
  for (const destination of destinations) {
    try {
      for (const [id, copy] of await copiesIn(destination, signal)) {
        byId.set(id, [...(byId.get(id) ?? []), copy]);
      }
    } catch (error) {
      throwIfCancelled(signal);
      problems.push({ id: destination.url, problem: problemIn(error) });
    }
  }
  const backups = [...byId].map(([id, copies]) => {
    const best =
      copies.find(({ problem }) => problem === undefined) ??
      copies.find(({ manifest }) => manifest !== undefined) ??
      copies[0]!;
    return { backup_id: id, copies, manifest: best.manifest };
  });
  return { backups: backups.toSorted((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1)), problems };
}

/** To sort by: ids know the second alone. */
function timeOf({ backup_id: id, manifest }: FoundBackup): string {
  return `${id.slice(0, secondLength)} ${manifest?.finished_at ?? ""} ${id}`;
}

async function copiesIn(
  destination: BackupDestination,
  signal: AbortSignal | undefined,
): Promise<Map<string, BackupCopy>> {
  const call = signal === undefined ? {} : { signal };
  const folders = new Map<string, Map<string, number>>();
  const sizes = new Map<string, number>();
  const times = new Map<string, number>();
  for await (const { key, size, modified } of destination.store.list(backupPrefix(), call)) {
    const parsed = parseBackupKey(key);
    if (parsed === undefined) continue;
    const { backupId, file } = parsed;
    const files = folders.get(backupId) ?? new Map<string, number>();
    folders.set(backupId, files.set(backupKey(backupId, file), size));
    sizes.set(key, size);
    times.set(backupId, Math.max(times.get(backupId) ?? 0, modified.getTime()));
  }
  const copies = new Map<string, BackupCopy>();
  for (const [backupId, files] of folders) {
    throwIfCancelled(signal);
    const common = {
      ...{ destination, files, modifiedMs: times.get(backupId)! },
      isUnfinished: !files.has(manifestKey(backupId)),
      size_bytes: [...files.values()].reduce((sum, size) => sum + size, 0),
    };
    copies.set(backupId, { ...common, ...(await judged(destination, backupId, sizes, call)) });
  }
  return copies;
}

/** By its manifest and by what is there; the files are not read. */
async function judged(
  { store }: BackupDestination,
  backupId: string,
  sizes: ReadonlyMap<string, number>,
  call: { readonly signal?: AbortSignal },
): Promise<Pick<BackupCopy, "manifest"> & { readonly problem?: string }> {
  let manifest: BackupManifest;
  try {
    const { body, size } = await store.get(manifestKey(backupId), call);
    if (size > mostManifestBytes) throw new Error("its manifest is too large");
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    manifest = parseManifest(Buffer.concat(parts).toString(), backupId);
  } catch (error) {
    throwIfCancelled(call.signal);
    return { manifest: undefined, problem: `its manifest cannot be read: ${problemIn(error)}` };
  }
  const sizeOf = (each: BackedUpProject) => sizes.get(fileKey(backupId, each));
  const wrong = manifest.projects.find((each) => sizeOf(each) !== each.size_bytes);
  if (wrong === undefined) return { manifest };
  const has = sizeOf(wrong);
  const problem =
    has === undefined
      ? `${wrong.file} is missing`
      : `${wrong.file} has ${has} bytes, not ${wrong.size_bytes}`;
  return { manifest, problem };
}

/** A backup as it is listed. */
export interface ListedBackup {
  readonly backup_id: string;
  readonly created_at: string;
  readonly finished_at: string;
  readonly scope: "all" | "project";
  readonly storage: string;
  readonly compression: boolean;
  readonly project_count: number;
  /** Ids. */
  readonly projects: readonly string[];
  readonly size_bytes: number;
  /** `partly`: some of the storage's projects could not be backed up. `damaged`: no destination has it whole. */
  readonly status: "ok" | "partly" | "damaged";
  readonly destinations: readonly string[];
  readonly problems: readonly BackupProblem[];
}

export interface ListedBackups {
  readonly backups: readonly ListedBackup[];
  readonly problems: readonly BackupProblem[];
}

/** The backups that were finished, the newest first; those of one project when it is named. */
export async function listBackups(
  destinations: readonly BackupDestination[],
  {
    project,
    signal,
  }: { readonly project?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<ListedBackups> {
  const found = await findBackups(destinations, signal);
  const problems = [...found.problems];
  const backups: ListedBackup[] = [];
  for (const { backup_id: id, copies, manifest } of found.backups) {
    const finished = copies.filter(({ isUnfinished }) => !isUnfinished);
    if (finished.length === 0) continue;
    if (manifest === undefined) {
      problems.push({ id, problem: finished[0]!.problem ?? "" });
      continue;
    }
    const projects = manifest.projects.map((each) => each.project_id);
    if (project !== undefined && !projects.includes(project)) continue;
    const whole = finished.filter(({ problem }) => problem === undefined);
    const damage = finished.flatMap(({ destination, problem }) =>
      problem === undefined ? [] : [{ id: destination.url, problem }],
    );
    const isPartly = manifest.problems.length > 0;
    const { projects: _, problems: left, ...rest } = manifest;
    backups.push({
      ...rest,
      ...{ projects, project_count: projects.length },
      status: whole.length === 0 ? "damaged" : isPartly ? "partly" : "ok",
      destinations: whole.map(({ destination }) => destination.url),
      problems: [...left, ...damage],
    });
  }
  return { backups, problems };
}

/** A finished backup by its id, or `latest`. Throws `backup-unknown`. */
export async function findBackup(
  destinations: readonly BackupDestination[],
  wanted: string,
  signal?: AbortSignal,
): Promise<FoundBackup> {
  const { backups, problems } = await findBackups(destinations, signal);
  const finished = backups.filter(({ copies }) => copies.some(({ isUnfinished }) => !isUnfinished));
  const found =
    wanted === "latest"
      ? finished[0]
      : finished.find(({ backup_id: id }) => isBackupId(wanted) && id === wanted);
  if (found !== undefined) return found;
  const [problem] = problems;
  const where = destinations.map(({ url }) => url).join(", ");
  const more = problem === undefined ? "" : ` (${problem.id}: ${problem.problem})`;
  throw new ResteraError("backup-unknown", { backup: wanted, destinations: `${where}${more}` });
}

/** The projects that are in a storage now, whatever state they are in. */
export async function presentProjects(storage: ProjectStorage): Promise<ReadonlySet<string>> {
  const { projects, problems } = await listAll(storage);
  return new Set([...projects, ...problems].map(({ id }) => id));
}
