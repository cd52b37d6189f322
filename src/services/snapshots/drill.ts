import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setImmediate as yieldToOthers } from "node:timers/promises";
import type {
  LockInput,
  RestoreProgress,
  RunOptions,
  SnapshotFilter,
} from "../../engine/operations.ts";
import { restore } from "../../engine/restore.ts";
import type { Snapshot } from "../../engine/snapshot/snapshot.ts";
import { isRunning } from "../../engine/vault/lock-info.ts";
import type { VaultReader } from "../../engine/vault/vault-reader.ts";
import { displayPath } from "../../foundation/fs-path.ts";
import { formatGoTime } from "../../foundation/go-time.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import { version } from "../../foundation/version.ts";
import { compareRestored } from "./compare-restored.ts";
import { type DrillFault, type DrillReport, signReport } from "./drill-report.ts";
import {
  chooseDrillFiles,
  type DrillFile,
  type DrillSample,
  parseSampleSize,
} from "./drill-sample.ts";

export interface DrillInput {
  /** Id, unique prefix or `latest`, which it is when absent. */
  readonly snapshot?: string;
  readonly filter?: SnapshotFilter;
  /** `50` files (when absent), `500M`, `10%` of the files, or `all`. */
  readonly sample?: string;
  /** Chooses the files; drawn when absent. */
  readonly seed?: string;
  /** An existing folder, in which one is made and removed again. */
  readonly scratch: string;
  readonly lock?: LockInput;
}

export interface DrillProgress {
  readonly secondsElapsed: number;
  readonly phase: "choose" | "restore" | "compare";
  /** Bytes. */
  readonly done: number;
  readonly total: number;
  readonly files: number;
}

/** The snapshot to try and what reads it. */
export interface DrillSource {
  readonly snapshot: Snapshot;
  readonly reader: VaultReader;
  /** Resolves when the vault's lock has settled. */
  readonly ready: Promise<void>;
}

const DEFAULT_SAMPLE = "50";
const PREFIX = "restera-drill-";

/**
 * Proves that a restore works: restores files of a snapshot into a scratch folder, reads them again and compares them with
 * the hashes that the snapshot has. Gives a sealed report; damage is in it, not thrown. Throws `usage`, `cancelled`, and what
 * the snapshot's own trees lack (`damaged`, `blob-missing`) when nothing can be chosen.
 */
export async function drill(
  source: DrillSource,
  input: DrillInput,
  run: RunOptions<DrillProgress> = {},
): Promise<DrillReport> {
  const startedMs = Date.now();
  const { sample: wanted = DEFAULT_SAMPLE, seed = randomBytes(6).toString("hex") } = input;
  const { snapshot, reader } = source;
  const size = parseSampleSize(wanted);
  const report = (
    phase: DrillProgress["phase"],
    done: number,
    total: number,
    files: number,
  ): void =>
    run.onProgress?.({ secondsElapsed: secondsSince(startedMs), phase, done, total, files });
  report("choose", 0, 0, 0);
  const sample = await chooseDrillFiles(reader, snapshot.tree, size, seed, run.signal);
  await removeLeftovers(input.scratch);
  const folder = await mkdtemp(join(input.scratch, `${PREFIX}${process.pid}-`));
  let faults: readonly DrillFault[];
  try {
    const progress = ({ bytesDone, bytesTotal, filesDone }: RestoreProgress): void =>
      report("restore", bytesDone, bytesTotal, filesDone);
    const problems = await restoreFiles(
      source,
      { folder, sample, isAll: size === "all" },
      {
        ...run,
        onProgress: progress,
      },
    );
    const found = await compareFiles(reader, folder, sample.files, {
      ...(run.signal === undefined ? {} : { signal: run.signal }),
      onProgress: (done, total, files) => report("compare", done, total, files),
    });
    faults = withReasons(found, problems);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const { id, time, tree, hostname: host, paths } = snapshot;
  return signReport(
    {
      report: "restera-drill-1",
      vault: { id: reader.vault.config.id, url: reader.vault.store.url },
      snapshot: { id, time, tree, hostname: host, paths },
      sample: wanted,
      seed,
      program: `restera ${version}`,
      hostname: hostname(),
      started: timeOf(startedMs),
      ended: timeOf(Date.now()),
      ok: faults.length === 0,
      filesInSnapshot: sample.filesInSnapshot,
      files: sample.files.length,
      bytes: sample.files.reduce((sum, file) => sum + file.size, 0),
      blobs: sample.files.reduce((sum, file) => sum + file.content.length, 0),
      faults,
    },
    reader.vault.key,
  );
}

interface RestoredSample {
  readonly folder: string;
  readonly sample: DrillSample;
  readonly isAll: boolean;
}

/** Gives what went wrong. */
async function restoreFiles(
  { snapshot, reader, ready }: DrillSource,
  { folder, sample, isAll }: RestoredSample,
  run: RunOptions<RestoreProgress>,
): Promise<readonly DrillFault[]> {
  // A name that is not UTF-8 is not a pattern's to give: such a file is found by the pattern of its folder.
  const include = sample.files.map(({ path }) => patternOf(path));
  if (include.length === 0 && !isAll) return [];
  const input = { snapshot: snapshot.id, target: folder, ...(isAll ? {} : { include }) };
  const result = await restore({ snapshot, subfolder: "", reader, ready }, input, run);
  return result.problems
    .filter(({ harmless }) => harmless !== true)
    .map(({ path, problem, damaged = false }) => {
      // What was wrong with a file there is told by its path in the snapshot.
      const inSnapshot = path.startsWith(`${folder}/`) ? path.slice(folder.length) : path;
      return { path: inSnapshot, problem, damaged };
    });
}

/** Matches this path; where it is not UTF-8, any name stands for each part that is not. */
function patternOf(path: DrillFile["path"]): string {
  const escape = (text: string): string => text.replace(/[*?[\]\\]/g, "\\$&");
  if (typeof path === "string") return escape(path);
  const parts = Buffer.from(path).toString("utf8").split("/");
  return parts.map((part) => (part.includes("\ufffd") ? "*" : escape(part))).join("/");
}

async function compareFiles(
  reader: VaultReader,
  folder: string,
  files: readonly DrillFile[],
  run: { signal?: AbortSignal; onProgress: (done: number, total: number, files: number) => void },
): Promise<DrillFault[]> {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const faults: DrillFault[] = [];
  let done = 0;
  for (const [i, file] of files.entries()) {
    throwIfCancelled(run.signal);
    run.onProgress(done, total, i);
    const problem = compareRestored(reader, folder, file);
    if (problem !== undefined)
      faults.push({ path: displayPath(file.path), problem, damaged: false });
    done += file.size;
    // Comparing is synchronous: a cancellation must get its turn.
    await yieldToOthers();
  }
  return faults;
}

/** What the restore said about a file tells more than that it is not there; what is no regular file only it can tell. */
function withReasons(
  found: readonly DrillFault[],
  problems: readonly DrillFault[],
): readonly DrillFault[] {
  const reasons = new Map(problems.map((problem) => [problem.path, problem]));
  const faults = found.map((fault) => reasons.get(fault.path) ?? fault);
  const named = new Set(faults.map(({ path }) => path));
  return [...faults, ...problems.filter(({ path }) => !named.has(path))];
}

/** Scratch folders of drills that were killed. */
async function removeLeftovers(scratch: string): Promise<void> {
  for (const name of await readdir(scratch)) {
    const [, pid] = new RegExp(`^${PREFIX}(\\d+)-`).exec(name) ?? [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    await rm(join(scratch, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function secondsSince(ms: number): number {
  return (Date.now() - ms) / 1000;
}

function timeOf(ms: number): string {
  return formatGoTime(BigInt(ms) * 1_000_000n);
}
