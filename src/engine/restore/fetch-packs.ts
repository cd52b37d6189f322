import { closeSync, writeSync } from "node:fs";
import { ResteraError } from "../../foundation/errors.ts";
import { displayPath, type FsPath } from "../../foundation/fs-path.ts";
import type { JobQueue } from "../workers/job-queue.ts";
import { finishFile, openTarget } from "./file-writer.ts";
import type { FileTarget, FromRestoreWorker, RestoreFailure, RestoreJob } from "./messages.ts";
import { type FileBlob, PackPlan } from "./pack-plan.ts";
import { PackSource } from "./pack-source.ts";
import type { RestoreRun } from "./restore-run.ts";

/** A pack's job before the pack is at hand. */
type WantedPack = Omit<Extract<RestoreJob, { type: "pack" }>, "file">;

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

  /** Gives every pack to a worker once it is at hand. */
  async fetch(): Promise<void> {
    const running = new Set<Promise<void>>();
    for (const job of this.packs.jobs()) {
      await this.queue.ready();
      const task = this.fetchPack(job).finally(() => running.delete(task));
      running.add(task);
      task.catch(() => undefined);
    }
    await Promise.all(running);
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
    let failures: readonly RestoreFailure[] = [];
    const local = await this.source.get(job.pack, ranges);
    try {
      const answer = await this.queue.start({ ...job, file: local.file });
      if (answer.type === "failed") throw answer.error;
      if (answer.type === "done") failures = answer.failures;
    } finally {
      await local.release();
    }
    const lengths = Array.from(job.entries, (entry) => textLength(table.place(entry)));
    const bytes = lengths.reduce((sum, length) => sum + length, 0);
    this.run.done(job.files.filter(({ counter }) => this.isFinished(counter)).length, bytes);
    for (const failure of failures) await this.retry(failure, job.pack);
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
    this.run.problem(path, problem, failure.damaged);
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

function textLength({ length, rawLength }: { length: number; rawLength: number }): number {
  return rawLength > 0 ? rawLength : length - 32;
}
