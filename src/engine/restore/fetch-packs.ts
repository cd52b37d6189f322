import { closeSync, writeSync } from "node:fs";
import { ResteraError } from "../../foundation/errors.ts";
import { displayPath, type FsPath } from "../../foundation/fs-path.ts";
import { forEachBounded } from "../workers/for-each-bounded.ts";
import type { JobQueue } from "../workers/job-queue.ts";
import { fromWorker } from "../workers/worker-pool.ts";
import { finishFile, openTarget, pathOf } from "./file-writer.ts";
import type { FileTarget, FromRestoreWorker, RestoreFailure, RestoreJob } from "./messages.ts";
import { type FileBlob, PackPlan } from "./pack-plan.ts";
import { type ByteRange, PackSource } from "./pack-source.ts";
import type { RestoreRun } from "./restore-run.ts";

/** A pack's job before the pack is at hand. */
type WantedPack = Omit<Extract<RestoreJob, { type: "pack" }>, "file">;

/** Packs that are being fetched or worked on: enough for both workers and the way, few enough for the disk. */
const PACKS_AT_ONCE = 6;

/** Collects which blobs are wanted where, then brings every pack to a worker once. */
export class FetchPacks {
  private readonly run: RestoreRun;
  private readonly queue: JobQueue<RestoreJob, FromRestoreWorker>;
  private readonly counters: Int32Array;
  private readonly packs: PackPlan;
  private readonly source: PackSource;
  private readonly failed = new Set<string>();

  /** `counters`: the parts that files of several blobs still lack. */
  constructor(
    run: RestoreRun,
    queue: JobQueue<RestoreJob, FromRestoreWorker>,
    counters: Int32Array,
  ) {
    const { reader, signal } = run;
    this.run = run;
    this.queue = queue;
    this.counters = counters;
    this.packs = new PackPlan(reader);
    this.source = new PackSource(reader.vault.store, reader.index, signal);
  }

  add(target: FileTarget, blobs: readonly FileBlob[]): void {
    this.packs.add(target, blobs);
  }

  hasFailed(path: FsPath): boolean {
    return this.failed.has(displayPath(path));
  }

  /** Some part of the file was not written, or the file is known to be wrong. */
  isIncomplete(target: FileTarget): boolean {
    const lacksParts = target.counter >= 0 && Atomics.load(this.counters, target.counter) > 0;
    return lacksParts || this.hasFailed(pathOf(target));
  }

  /** Gives every pack to a worker once it is at hand. */
  async fetch(): Promise<void> {
    await forEachBounded(this.packs.jobs(), PACKS_AT_ONCE, (job) => this.fetchPack(job));
  }

  close(): Promise<void> {
    return this.source.close();
  }

  private async fetchPack(job: WantedPack): Promise<void> {
    const { table } = this.run.reader.index;
    const ranges = Array.from(job.entries, (entry) => {
      const { offset, length } = table.place(entry);
      return { start: offset, end: offset + length };
    });
    const failures = await this.restorePack(job, ranges);
    for (const failure of failures) await this.retry(failure, job.pack);
    const isSound = job.files.map((file) => !this.hasFailed(pathOf(file)));
    const bytes = job.entries.reduce(
      (sum, entry, i) => sum + (isSound[job.targets[i]!]! ? textLength(table.place(entry)) : 0),
      0,
    );
    const whole = job.files.filter(({ counter }, i) => isSound[i]! && this.isFinished(counter));
    this.run.done(whole.length, bytes);
  }

  private async restorePack(
    job: WantedPack,
    ranges: readonly ByteRange[],
  ): Promise<readonly RestoreFailure[]> {
    const local = await this.source.get(job.pack, ranges);
    if (local === undefined) return missing(job);
    try {
      const answer = await this.queue.run({ ...job, file: local.file });
      if (answer.type === "failed") throw fromWorker(answer.error);
      return answer.type === "done" ? answer.failures : [];
    } finally {
      await local.release();
    }
  }

  /** True once for each file: when its last part is written. */
  private isFinished(counter: number): boolean {
    if (counter < 0) return true;
    if (Atomics.load(this.counters, counter) !== 0) return false;
    return Atomics.exchange(this.counters, counter, -1) === 0;
  }

  /** A damaged blob may lie in another pack too. */
  private async retry(failure: RestoreFailure, pack: number): Promise<void> {
    const { index } = this.run.reader;
    const path = displayPath(failure.path);
    if (failure.attributes !== undefined) {
      this.run.attributeProblem(failure.path, failure.problem, failure.attributes);
      return;
    }
    if (failure.retry !== undefined && index.duplicates.has(failure.retry.entry)) {
      const { entry, position, target } = failure.retry;
      const id = Buffer.alloc(32);
      index.table.copyId(entry, id);
      try {
        const text = await this.run.reader.data(id.toString("hex"));
        this.writeHere(target, text, position);
        return;
      } catch (error) {
        if (!(error instanceof ResteraError)) throw error;
      }
    }
    // Once for a file, however many of its parts fail.
    if (this.failed.has(path)) return;
    this.failed.add(path);
    const problem = failure.damaged
      ? `pack ${index.packs[pack]} is damaged: ${failure.problem}`
      : failure.problem;
    this.run.problem(this.run.inSnapshot(failure.path), problem, failure.damaged);
  }

  private writeHere(target: FileTarget, text: Buffer, position: number): void {
    const fd = openTarget(target);
    try {
      for (let done = 0; done < text.length;) {
        done += writeSync(fd, text, done, text.length - done, position + done);
      }
      const left = target.counter < 0 ? 1 : Atomics.sub(this.counters, target.counter, 1);
      if (left === 1) finishFile(fd, target, this.run.metadata);
    } finally {
      closeSync(fd);
    }
  }
}

/** What a pack that is not there leaves undone. */
function missing({ entries, targets, positions, files }: WantedPack): RestoreFailure[] {
  return Array.from(entries, (entry, i) => {
    const target = files[targets[i]!]!;
    const retry = { entry, position: positions[i]!, target };
    return { path: pathOf(target), problem: "it is missing", damaged: true, retry };
  });
}

function textLength({ length, rawLength }: { length: number; rawLength: number }): number {
  return rawLength > 0 ? rawLength : length - 32;
}
