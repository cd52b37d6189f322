import { statfs } from "node:fs/promises";
import { resolve } from "node:path";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import type { ListedArchive } from "./archive-metadata.ts";
import type { ReadArchiveOptions } from "./archive-options.ts";
import { hashProblem } from "./open-content.ts";
import { readFiles } from "./read-files.ts";
import { EntryGate } from "../../engine/portable/tar/refuse-entry.ts";
import { type RestoreProblem, RestoreTarget } from "../../engine/portable/tar/restore-target.ts";
import type { StoredFile } from "../../engine/portable/tar/stored-file.ts";
import type { ReadOutcome } from "./read-outcome.ts";
import { verifyArchive } from "./verify-archive.ts";

export interface RestoreArchiveInput {
  /** The folder to restore into; it is made when it is missing. Files there of the same names are replaced. */
  readonly target: string;
  /** Paths in the archive, or folders of it; all when empty. */
  readonly paths?: readonly string[];
  /** Checks everything and writes nothing. */
  readonly dryRun?: boolean;
}

export interface RestoredArchive {
  readonly backup_id: string;
  /** Absolute path. */
  readonly target: string;
  readonly files: number;
  readonly size_bytes: number;
  /** Paths below the target, in the archive's order. */
  readonly restored: readonly string[];
  /** What could not be written: the others were. */
  readonly problems: readonly { readonly path: string; readonly problem: string }[];
}

/**
 * Restores an archive. First all of it is read and checked; a hash that does not match, and anything hostile, ends it before a byte is written. Each file
 * appears whole or not at all. Throws `archive-mismatch`, `archive-hostile`, `archive-unsupported`, `target-unwritable` and the errors of reading.
 */
export async function restoreArchive(
  archive: ListedArchive,
  input: RestoreArchiveInput,
  options: ReadArchiveOptions = {},
): Promise<RestoredArchive> {
  const check = await verifyArchive(archive, options);
  const [wrong] = check.problems;
  if (wrong !== undefined) {
    const problem = wrong.path === undefined ? wrong.problem : `${wrong.path}: ${wrong.problem}`;
    throw new ResteraError("archive-mismatch", { archive: archive.filename, problem });
  }
  const target = resolve(input.target);
  const writer = input.dryRun === true ? undefined : await openTarget(target);
  if (writer !== undefined) await refuseFullDisk(target, check.content_size_bytes);
  return await write(archive, { ...input, target, writer }, options);
}

/** What was restored so far. */
interface Progress {
  readonly restored: string[];
  readonly problems: RestoreProblem[];
  bytesDone: number;
}

async function write(
  archive: ListedArchive,
  input: RestoreArchiveInput & { writer: RestoreTarget | undefined },
  options: ReadArchiveOptions,
): Promise<RestoredArchive> {
  const { target, writer } = input;
  const outcome: ReadOutcome = { hashes: {} };
  const progress: Progress = { restored: [], problems: [], bytesDone: 0 };
  try {
    await writeAll(readFiles(archive, options, outcome), { ...input, archive, progress }, options);
  } finally {
    await writer?.settle();
  }
  const changed = hashProblem(archive, outcome.hashes);
  if (changed !== undefined) {
    // It changed between the check and now.
    throw new ResteraError("archive-mismatch", { archive: archive.filename, problem: changed });
  }
  const problems = [...progress.problems, ...((await writer?.finish()) ?? [])];
  const failed = new Set(problems.map(({ path }) => path));
  const restored = progress.restored.filter((path) => !failed.has(path));
  const { backup_id } = archive;
  const done = { files: restored.length, size_bytes: progress.bytesDone };
  return { backup_id, target, ...done, restored, problems };
}

async function writeAll(
  files: AsyncIterable<StoredFile>,
  input: RestoreArchiveInput & {
    archive: ListedArchive;
    writer: RestoreTarget | undefined;
    progress: Progress;
  },
  { signal, onProgress }: ReadArchiveOptions,
): Promise<void> {
  const { archive, writer, progress, paths = [] } = input;
  const total = archive.content_size_bytes;
  // Of a part, nobody knows how much it is.
  const bytesTotal = total === null || paths.length > 0 ? {} : { bytesTotal: total };
  const gate = new EntryGate(archive.filename);
  for await (const file of files) {
    const path = gate.admit(file);
    if (path === "" || !isWanted(path, paths)) continue;
    try {
      const size = file.kind === "file" ? file.size : 0;
      progress.bytesDone += (await writer?.write(path, file)) ?? size;
      if (file.kind !== "folder") progress.restored.push(path);
    } catch (error) {
      throwIfCancelled(signal);
      if (error instanceof ResteraError) throw error;
      progress.problems.push({ path, problem: problemOf(error) });
    }
    const { bytesDone, restored } = progress;
    const told = { bytesDone, ...bytesTotal, filesDone: restored.length, currentFile: path };
    onProgress?.({ phase: "restore", ...told });
  }
}

function isWanted(path: string, wanted: readonly string[]): boolean {
  if (wanted.length === 0) return true;
  const plain = wanted.map((each) => each.replace(/^(\.?\/)+/, "").replace(/\/+$/, ""));
  return plain.some((each) => path === each || path.startsWith(`${each}/`));
}

async function openTarget(target: string): Promise<RestoreTarget> {
  try {
    return await RestoreTarget.open(target);
  } catch (error) {
    throw new ResteraError("target-unwritable", {
      target,
      problem: problemOf(error),
      cause: error,
    });
  }
}

async function refuseFullDisk(target: string, neededBytes: number): Promise<void> {
  try {
    const { bavail, bsize } = await statfs(target);
    if (bavail * bsize >= neededBytes) return;
    const problem = `the disk has ${bavail * bsize} bytes left, and it needs ${neededBytes}`;
    throw new ResteraError("target-unwritable", { target, problem });
  } catch (error) {
    // Not every file system knows.
    if (!isSystemError(error, "ENOSYS", "ENOTSUP", "EOPNOTSUPP")) throw error;
  }
}
