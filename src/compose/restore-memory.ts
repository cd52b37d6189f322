import { cp, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isSystemError, ResteraError } from "../foundation/errors.ts";
import { keepVectorLines } from "../services/memory/embedding/vector-lines.ts";
import { restoreSettings, vectorsInFiles } from "../services/memory/transfer/memory-files.ts";
import { replaceMemory } from "../services/memory/transfer/replace-memory.ts";
import type { WholeMemory } from "../services/memory/transfer/whole-memory.ts";
import type { SnapshotFilter, Vault } from "../services/snapshots/vault.ts";
import { memoryFolder } from "./back-up-memory.ts";
import {
  type MemoryCopyInfo,
  openMemoryCopy,
  type OpenMemoryCopy,
  parseCopyInfo,
  writeMemoryCopy,
} from "./memory-copies.ts";
import { memoryStoreOf } from "./memory-store-of.ts";
import { openDatabase } from "./open-database.ts";
import {
  dropStaged,
  planFolders,
  type PlannedFolder,
  stageFolders,
  switchFolders,
} from "./restore-memory-folders.ts";
import { makeFolders } from "../stores/make-folders.ts";

export interface RestoreMemoryInput {
  /** Id, beginning of one, or `latest`: the newest that holds memory. A folder that an earlier restore kept aside will do too. */
  readonly from: string;
  readonly filter?: SnapshotFilter;
  /** The database that gets it. */
  readonly url: string;
  /** Where folders of documents go, each by its name; where they were when absent. */
  readonly target?: string;
  /** Leaves the folders of documents as they are. */
  readonly databaseOnly?: boolean;
  /** A folder of one's own, for what is on its way and for what is kept aside. */
  readonly home: string;
  readonly dryRun?: boolean;
}

export interface RestoreMemoryRun {
  readonly signal?: AbortSignal;
  readonly onProgress?: (versions: number) => void;
  /** Told before anything is changed; whoever throws stops it. */
  readonly onPlan?: (plan: MemoryRestorePlan) => void | Promise<void>;
}

/** What a restore would do. */
export interface MemoryRestorePlan {
  readonly snapshot?: string;
  readonly copy: MemoryCopyInfo;
  /** What is there now: nothing, so many versions, or a file that cannot be read. */
  readonly present: { readonly versions: number } | "none" | "damaged";
  /** Where that is kept. */
  readonly aside: string;
  readonly folders: readonly PlannedFolder[];
}

export interface MemoryRestore extends MemoryRestorePlan {
  /** Schedules and notifiers came back too, because what was there could not be read. */
  readonly withSchedules: boolean;
}

/**
 * Brings memory, and the folders of its documents, back to the moment of a snapshot. Everything is fetched and compared first; then
 * memory is replaced in one transaction, so that others may go on using it, and each folder by renaming. What was there is kept
 * aside, memory as well as folders. A SQLite file that is damaged is moved there whole, and a new one gets schedules and notifiers besides. Throws
 * `memory-not-in-snapshot`, `memory-copy-damaged`, and what the vault and the database throw.
 */
export async function restoreMemory(
  vault: Vault | undefined,
  input: RestoreMemoryInput,
  run: RestoreMemoryRun = {},
): Promise<MemoryRestore> {
  const { home, url, dryRun = false } = input;
  const { signal } = run;
  await makeFolders(home, 0o700);
  const scratch = await mkdtemp(join(home, "memory-restore-"));
  try {
    const found = await findCopy(vault, input, signal);
    const folders =
      vault === undefined || found.snapshot === undefined || input.databaseOnly === true
        ? []
        : await planFolders(vault, found.snapshot, found.copy.folders, input.target, signal);
    const present = await presentMemory(url);
    const plan = { ...found, present, aside: asideFolder(home), folders };
    await run.onPlan?.(plan);
    if (dryRun) return { ...plan, withSchedules: false };
    const fetched = await fetchCopy(vault, plan, input, { scratch, signal });
    const copy = await openMemoryCopy(fetched);
    try {
      if (vault !== undefined) await stageFolders(vault, plan.snapshot ?? "", folders, signal);
      const withSchedules = await replace({ ...copy, folder: fetched }, plan, input, run);
      await switchFolders(folders);
      return { ...plan, withSchedules };
    } finally {
      await dropStaged(folders);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function findCopy(
  vault: Vault | undefined,
  { from, filter = {} }: RestoreMemoryInput,
  signal: AbortSignal | undefined,
): Promise<{ snapshot?: string; copy: MemoryCopyInfo }> {
  const call = signal === undefined ? {} : { signal };
  if (vault === undefined) {
    return { copy: (await openMemoryCopy(from)).info };
  }
  const paths = from === "latest" ? { paths: [`/${memoryFolder}`] } : {};
  const { id } = await vault
    .snapshot(from, { ...filter, ...paths }, call)
    .catch((error: unknown) => {
      const isNone = error instanceof ResteraError && error.code === "snapshot-unknown";
      if (isNone && from === "latest") throw notThere(from);
      throw error;
    });
  const parts: Uint8Array[] = [];
  const path = `/${memoryFolder}/memory.json`;
  try {
    for await (const part of vault.readFile(id, path, {}, call)) parts.push(part);
  } catch (error) {
    const isNone = error instanceof ResteraError && error.code === "path-not-in-snapshot";
    throw isNone ? notThere(id.slice(0, 8)) : error;
  }
  return { snapshot: id, copy: parseCopyInfo(Buffer.concat(parts), path) };
}

function notThere(snapshot: string): ResteraError {
  return new ResteraError("memory-not-in-snapshot", { snapshot });
}

async function presentMemory(url: string): Promise<MemoryRestorePlan["present"]> {
  if (!url.includes("://") && !(await isThere(url))) return "none";
  try {
    const database = await openDatabase(url);
    try {
      const [counted] = await database.rows
        .selectFrom("memories")
        .select(({ fn }) => fn.countAll<number>().as("versions"))
        .execute();
      const versions = counted?.versions ?? 0;
      return versions === 0 ? "none" : { versions };
    } finally {
      await database.close();
    }
  } catch (error) {
    if (isDamage(error)) return "damaged";
    throw error;
  }
}

async function fetchCopy(
  vault: Vault | undefined,
  { snapshot }: MemoryRestorePlan,
  { from }: RestoreMemoryInput,
  { scratch, signal }: { readonly scratch: string; readonly signal: AbortSignal | undefined },
): Promise<string> {
  const target = join(scratch, memoryFolder);
  if (vault === undefined || snapshot === undefined) {
    await cp(from, target, { recursive: true });
    return target;
  }
  const wanted = { snapshot: `${snapshot}:/${memoryFolder}`, target, owners: "skip" } as const;
  const { problems } = await vault.restore(wanted, signal === undefined ? {} : { signal });
  const [lost] = problems;
  if (lost === undefined) return target;
  throw new ResteraError("memory-copy-damaged", { path: lost.path, problem: lost.problem });
}

interface FetchedCopy extends OpenMemoryCopy {
  readonly folder: string;
}

/** True when schedules came back too, into a database in the place of one that cannot be read. */
async function replace(
  copy: FetchedCopy,
  plan: MemoryRestorePlan,
  input: RestoreMemoryInput,
  run: RestoreMemoryRun,
): Promise<boolean> {
  const documents = () => movedDocuments(copy.memory, plan.folders);
  const moved = { ...copy, memory: { ...copy.memory, documents } };
  if (plan.present !== "damaged") {
    try {
      await replaceRows(moved, plan, input, run);
      return false;
    } catch (error) {
      // Damage that only shows when all of it is read.
      if (!isDamage(error)) throw error;
    }
  }
  await setAside(input.url, plan.aside);
  await replaceRows(moved, { ...plan, present: "damaged" }, input, run);
  return true;
}

async function replaceRows(
  { memory, folder }: FetchedCopy,
  { aside, present }: MemoryRestorePlan,
  { url }: RestoreMemoryInput,
  { signal, onProgress }: RestoreMemoryRun,
): Promise<void> {
  const database = await openDatabase(url);
  try {
    const target = await memoryStoreOf(database);
    await replaceMemory(target, memory, {
      ...{ signal, onProgress },
      before: async () => {
        if (typeof present === "string") return;
        await rm(aside, { recursive: true, force: true });
        await writeMemoryCopy(url, aside, { signal, isOpen: true });
      },
    });
    if (present === "damaged") await database.write((rows) => restoreSettings(rows, folder));
    // What is there keeps its vectors, for the texts that are still there.
    await keepVectorLines(target, vectorsInFiles(folder), signal);
  } finally {
    await database.close();
  }
}

async function movedDocuments(memory: WholeMemory, folders: readonly PlannedFolder[]) {
  const moved = new Map(folders.map(({ name, folder }) => [name, folder]));
  return (await memory.documents()).map((row) => ({
    ...row,
    folder: moved.get(row.root) ?? row.folder,
  }));
}

/** The files of a database that cannot be read. */
async function setAside(path: string, aside: string): Promise<void> {
  await rm(aside, { recursive: true, force: true });
  await makeFolders(aside, 0o700);
  for (const end of ["", "-wal", "-shm", "-journal"]) {
    await rename(`${path}${end}`, join(aside, `damaged.db${end}`)).catch((error: unknown) => {
      if (!isSystemError(error, "ENOENT")) throw error;
    });
  }
}

function asideFolder(home: string): string {
  const stamp = new Date().toISOString().replace(/[-:]/g, "").replace(/\..*/, "");
  return join(home, `memory-before-${stamp}-${process.pid}`);
}

function isDamage(error: unknown): boolean {
  return error instanceof ResteraError && error.code === "database-damaged";
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    ({ size }) => size > 0,
    () => false,
  );
}
