import { setTimeout as sleep } from "node:timers/promises";
import { ResteraError } from "../../foundation/errors.ts";
import type { Database } from "../../stores/database/database.ts";
import type { TaskRow } from "../../stores/database/schema.ts";
import type { Clock } from "./clock.ts";
import { outcomeColumns, type TaskOutcome } from "./task-outcome.ts";
import { identifyProcess } from "./process-identity.ts";
import { leaseMs } from "./reap-tasks.ts";
import { appendEvents, type NewTaskEvent } from "./task-events.ts";
import { TaskLog } from "./task-log.ts";
import { type Task, taskOf, type TaskProgress } from "./task.ts";
import type { TaskRun } from "./task-run.ts";

const lookMs = 500;
const flushMs = 1000;
const beatMs = 5000;
const settleRetryMs = 500;
/** How long the end of a task is written again and again after the program was asked to end. */
const settleTimeoutMs = 10_000;

/** A task in this process's hands: keeps its lease alive, and what it says up to date. */
export class RunningTask implements TaskRun {
  readonly task: Task;
  readonly fence: number;
  private readonly database: Database;
  private readonly clock: Clock;
  private readonly controller = new AbortController();
  private readonly ended = new AbortController();
  private readonly log_: TaskLog;
  private latest: TaskProgress | undefined;
  private childRow: string | null = null;
  private readonly startedMs = performance.now();
  private lastBeatMs = performance.now();
  private isCancelled = false;
  private isLost = false;
  private readonly watching: Promise<void>;

  constructor(database: Database, row: TaskRow, clock: Clock) {
    this.database = database;
    this.task = taskOf(row);
    this.fence = row.fence;
    this.clock = clock;
    this.log_ = new TaskLog(row.id);
    this.watching = this.watch();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Somebody asked for the task to be cancelled. */
  get cancelled(): boolean {
    return this.isCancelled;
  }

  progress(progress: TaskProgress): void {
    this.latest = { ...this.latest, ...progress };
  }

  log(line: string): void {
    this.log_.add(line, this.clock.nowMs());
  }

  async childStarted(pid: number): Promise<void> {
    this.childRow = JSON.stringify(await identifyProcess(pid));
    for (;;) {
      try {
        return await this.flush();
      } catch (error) {
        if (!isPassing(error) || this.signal.aborted) throw error;
      }
      await sleep(settleRetryMs);
    }
  }

  /** Stops the handler. */
  stop(reason: unknown = new ResteraError("cancelled")): void {
    this.controller.abort(reason);
  }

  /** Keeps how it ended, however long the database cannot be written; false when the task was lost. */
  async settle(outcome: TaskOutcome, stopped: AbortSignal): Promise<boolean> {
    this.ended.abort();
    await this.watching;
    if (this.isLost) return false;
    let untilMs: number | undefined;
    for (;;) {
      try {
        return await this.writeOutcome(outcome);
      } catch (error) {
        if (stopped.aborted) untilMs ??= performance.now() + settleTimeoutMs;
        if (!isPassing(error) || performance.now() > (untilMs ?? Infinity)) throw error;
      }
      await sleep(settleRetryMs);
    }
  }

  /** Looks often whether it was cancelled or lost, which costs little, and writes now and then. */
  private async watch(): Promise<void> {
    const { signal } = this.ended;
    let lastFlushMs = performance.now();
    while (!signal.aborted) {
      await sleep(lookMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.look();
        const nowMs = performance.now();
        const hasNews = this.latest !== undefined && nowMs - lastFlushMs >= flushMs;
        if (!this.isLost && (hasNews || nowMs - this.lastBeatMs >= beatMs)) {
          lastFlushMs = nowMs;
          await this.flush();
        }
      } catch {
        // The database cannot be used at the moment; without a beat for too long, others may take the task.
        if (performance.now() - this.lastBeatMs > leaseMs) this.lose();
      }
    }
  }

  private async look(): Promise<void> {
    const row = await this.database.rows
      .selectFrom("tasks")
      .select(["state", "fence", "cancel_requested"])
      .where("id", "=", this.task.id)
      .executeTakeFirst();
    if (row === undefined || row.fence !== this.fence || row.state !== "running") this.lose();
    else if (row.cancel_requested === 1 && !this.isCancelled) {
      this.isCancelled = true;
      this.stop();
    }
  }

  private lose(): void {
    this.isLost = true;
    this.stop(new ResteraError("task-lost", { id: this.task.id }));
  }

  /** One beat, and all there is to say. */
  private async flush(): Promise<void> {
    const logged = this.log_.take();
    const { latest } = this;
    this.latest = undefined;
    try {
      await this.database.write(async (rows) => {
        const { numUpdatedRows } = await rows
          .updateTable("tasks")
          .set((set) => ({
            beat: set("beat", "+", 1),
            child: this.childRow,
            ...progressColumns(latest === undefined ? {} : this.withTimeLeft(latest)),
          }))
          .where("id", "=", this.task.id)
          .where("fence", "=", this.fence)
          .where("state", "=", "running")
          .executeTakeFirst();
        if (numUpdatedRows === 0n) {
          this.lose();
          return;
        }
        if (latest) await this.forgetProgress(rows);
        await appendEvents(rows, [...logged, ...(latest ? [this.progressEvent(latest)] : [])]);
      });
      this.lastBeatMs = performance.now();
    } catch (error) {
      this.log_.giveBack(logged);
      if (latest) this.progressBefore(latest);
      throw error;
    }
  }

  /** Puts back what could not be kept, behind what was said since. */
  private progressBefore(earlier: TaskProgress): void {
    this.latest = { ...earlier, ...this.latest };
  }

  private async writeOutcome(outcome: TaskOutcome): Promise<boolean> {
    const timeMs = this.clock.nowMs();
    this.log_.end(timeMs);
    const logged = this.log_.take();
    const { latest } = this;
    try {
      return await this.database.write(async (rows) => {
        const { numUpdatedRows } = await rows
          .updateTable("tasks")
          .set({ ...progressColumns(latest ?? {}), ...outcomeColumns(outcome, timeMs) })
          .where("id", "=", this.task.id)
          .where("fence", "=", this.fence)
          .where("state", "=", "running")
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await this.forgetProgress(rows);
        const { state: event, data } = outcome;
        await appendEvents(rows, [...logged, { taskId: this.task.id, timeMs, event, data }]);
        return true;
      });
    } catch (error) {
      this.log_.giveBack(logged);
      throw error;
    }
  }

  /** Of what was said about progress only the last word counts. */
  private async forgetProgress(
    rows: Parameters<Parameters<Database["write"]>[0]>[0],
  ): Promise<void> {
    await rows
      .deleteFrom("task_events")
      .where("task_id", "=", this.task.id)
      .where("event", "=", "progress")
      .execute();
  }

  private progressEvent(progress: TaskProgress): NewTaskEvent {
    const data = { ...this.withTimeLeft(progress) };
    return { taskId: this.task.id, timeMs: this.clock.nowMs(), event: "progress", data };
  }

  /** A guess from the pace so far, when the handler has none. */
  private withTimeLeft(progress: TaskProgress): TaskProgress {
    if (progress.secondsLeft !== undefined) return progress;
    const { bytesDone, bytesTotal, itemsDone, itemsTotal } = progress;
    const [done, total] = bytesTotal ? [bytesDone, bytesTotal] : [itemsDone, itemsTotal];
    if (!done || total === undefined || total < done) return progress;
    const seconds = (performance.now() - this.startedMs) / 1000;
    return { ...progress, secondsLeft: Math.round((seconds * (total - done)) / done) };
  }
}

function progressColumns(progress: TaskProgress): Partial<TaskRow> {
  return {
    ...(progress.phase !== undefined && { phase: progress.phase }),
    ...(progress.bytesDone !== undefined && { bytes_done: Math.round(progress.bytesDone) }),
    ...(progress.bytesTotal !== undefined && { bytes_total: Math.round(progress.bytesTotal) }),
    ...(progress.itemsDone !== undefined && { items_done: Math.round(progress.itemsDone) }),
    ...(progress.itemsTotal !== undefined && { items_total: Math.round(progress.itemsTotal) }),
    ...(progress.currentItem !== undefined && { current_item: progress.currentItem }),
    ...(progress.secondsLeft !== undefined && { seconds_left: Math.round(progress.secondsLeft) }),
  };
}

/** The database may take it later. */
function isPassing(error: unknown): boolean {
  const codes = ["database-busy", "database-full", "database-unreachable"];
  return error instanceof ResteraError && codes.includes(error.code);
}
