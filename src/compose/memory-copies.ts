import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isSystemError, problemOf, ResteraError } from "../foundation/errors.ts";
import {
  checkMemoryFiles,
  type FileHashes,
  memoryInFiles,
  type MomentReader,
  writeMemoryFiles,
} from "../services/memory/transfer/memory-files.ts";
import { checkSqlite } from "../services/sources/capture/check-sqlite.ts";
import type { WholeMemory } from "../services/memory/transfer/whole-memory.ts";
import { memoryStoreOf } from "./memory-store-of.ts";
import { openDatabase } from "./open-database.ts";
import { makeFolders } from "../stores/make-folders.ts";

/** What a copy of memory says of itself, in `memory.json` beside its rows. */
export interface MemoryCopyInfo {
  readonly version: 1;
  /** What it was copied from. */
  readonly kind: "sqlite" | "postgres";
  /** The address that it was copied from, without a password. */
  readonly database: string;
  /** RFC 3339; memory is as it was at this moment. */
  readonly taken_at: string;
  readonly versions: number;
  readonly last_version: number;
  /** Folders whose documents are in memory. */
  readonly folders: readonly { readonly name: string; readonly folder: string }[];
  readonly files: FileHashes;
}

export interface OpenMemoryCopy {
  readonly info: MemoryCopyInfo;
  readonly memory: WholeMemory;
}

export interface WriteCopyOptions {
  readonly signal?: AbortSignal | undefined;
  /** The caller has it open, and may be writing. */
  readonly isOpen?: boolean;
}

const infoName = "memory.json";

/**
 * Copies memory as it is at one moment into a new folder, whoever writes to it meanwhile, with its vectors, schedules and notifiers: rows
 * in files, of which a second copy shares what did not change. All is read in one transaction that sees nothing later and keeps nobody
 * waiting. Throws `memory-none`, `database-damaged`, `database-full`.
 */
export async function writeMemoryCopy(
  url: string,
  folder: string,
  options: WriteCopyOptions = {},
): Promise<MemoryCopyInfo> {
  try {
    await makeFolders(folder, 0o700);
    const isServer = /^postgres(?:ql)?:\/\//.test(url);
    const info = isServer
      ? await copyServer(url, folder, options)
      : await copyFile(url.startsWith("file:") ? fileURLToPath(url) : url, folder, options);
    const text = `${JSON.stringify(info, null, 2)}\n`;
    await writeFile(join(folder, infoName), text, { mode: 0o600 });
    return info;
  } catch (error) {
    if (!isSystemError(error, "ENOSPC", "EDQUOT")) throw error;
    const problem = problemOf(error);
    throw new ResteraError("database-full", { url: folder, problem, cause: error });
  }
}

/** Opens a copy that `writeMemoryCopy` made, and compares its files with their hashes. Throws `memory-copy-damaged`. */
export async function openMemoryCopy(folder: string): Promise<OpenMemoryCopy> {
  const path = join(folder, infoName);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw damaged(path, error);
  });
  const info = parseCopyInfo(bytes, folder);
  await checkMemoryFiles(folder, info.files);
  return { info, memory: memoryInFiles(folder) };
}

/** Reads what a copy says of itself. Throws `memory-copy-damaged`. */
export function parseCopyInfo(bytes: Uint8Array, path: string): MemoryCopyInfo {
  try {
    const info = JSON.parse(Buffer.from(bytes).toString("utf8")) as MemoryCopyInfo;
    if (info.version !== 1) throw new Error("a newer restera made it");
    if (!Array.isArray(info.folders)) throw new Error("its folders are missing");
    return info;
  } catch (error) {
    throw damaged(path, error);
  }
}

function damaged(path: string, cause: unknown): ResteraError {
  return new ResteraError("memory-copy-damaged", { path, problem: problemOf(cause), cause });
}

async function copyFile(
  path: string,
  folder: string,
  { signal, isOpen = false }: WriteCopyOptions,
): Promise<MemoryCopyInfo> {
  const size = await stat(path).then(
    (stats) => stats.size,
    () => 0,
  );
  if (size === 0) throw new ResteraError("memory-none", { url: path });
  // Brings the tables up to date, for which nobody else may write.
  if (!isOpen) {
    await (await openDatabase(path)).close();
    await refuseDamage(path, signal);
  }
  const { readSqliteMoment } = await import("../stores/database/sqlite/read-sqlite-moment.ts");
  const { sqliteVectors: vectors } = await import("../stores/database/sqlite/sqlite-vectors.ts");
  const taken = await readSqliteMoment(path, (rows) =>
    copyRows({ kind: "sqlite", rows, vectors }, folder, signal),
  );
  if (taken.versions === 0) throw new ResteraError("memory-none", { url: path });
  return { version: 1, kind: "sqlite", database: path, ...taken };
}

/** Rows can be read where an index is broken, and a search then lacks them. */
async function refuseDamage(url: string, signal: AbortSignal | undefined): Promise<void> {
  const refused = (problem: string, cause?: unknown) =>
    new ResteraError("database-damaged", { url, problem, cause });
  const said = await checkSqlite(url, signal, true).catch((error: unknown) => {
    if (error instanceof ResteraError) throw error;
    throw refused(problemOf(error), error);
  });
  if (said !== "ok") throw refused(said);
}

async function copyServer(
  url: string,
  folder: string,
  { signal }: WriteCopyOptions,
): Promise<MemoryCopyInfo> {
  const database = await openDatabase(url);
  try {
    const { vectors } = await memoryStoreOf(database);
    const taken = await database.rows
      .transaction()
      .setAccessMode("read only")
      .setIsolationLevel("repeatable read")
      .execute((rows) => copyRows({ kind: "postgres", rows, vectors }, folder, signal));
    return { version: 1, kind: "postgres", database: database.url, ...taken };
  } finally {
    await database.close();
  }
}

async function copyRows(
  reader: MomentReader,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Omit<MemoryCopyInfo, "version" | "kind" | "database">> {
  const taken_at = new Date().toISOString();
  const { versions, last, files } = await writeMemoryFiles(reader, folder, signal);
  const found = new Map<string, string>();
  for (const row of await memoryInFiles(folder).documents()) found.set(row.root, row.folder);
  const folders = [...found].map(([name, path]) => ({ name, folder: path }));
  return { taken_at, versions, last_version: last, folders, files };
}
