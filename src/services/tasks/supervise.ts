import { ResteraError } from "../../foundation/errors.ts";
import type { Database } from "../../stores/database/database.ts";
import type { TaskRow } from "../../stores/database/schema.ts";
import { claimTask } from "./claim-task.ts";
import { type Clock, systemClock } from "./clock.ts";
import { endProcess, identifyProcess, type ProcessIdentity } from "./process-identity.ts";
import { LeaseWatch, reapTasks } from "./reap-tasks.ts";
import { RunningTask } from "./running-task.ts";
import { failed, succeeded, type TaskOutcome } from "./task-outcome.ts";
import { type Task, taskOf } from "./task.ts";
import type { TaskHandlers } from "./task-run.ts";

export interface SuperviseOptions {
  readonly handlers: TaskHandlers;
  /** Ends the supervisor: what runs is stopped and given back. */
  readonly signal: AbortSignal;
  /** How many tasks run at once; 2 when absent. */
  readonly concurrency?: number;
  readonly clock?: Clock;
  /** How long a silent owner keeps its task; 30 s when absent. */
  readonly leaseMs?: number;
  /** How often waiting tasks are looked for; every half second when absent. */
  readonly pollMs?: number;
  /** This task alone; the supervisor ends with it. */
  readonly only?: string;
  readonly onStarted?: (task: Task) => void;
  readonly onEnded?: (task: Task, outcome: TaskOutcome) => void;
  /** The database could not be used; it is tried again. */
  readonly onProblem?: (error: unknown) => void;
}

const defaultConcurrency = 2;
const defaultPollMs = 500;
/** Dead processes are looked for every so many polls. */
const reapPolls = 4;
const troubleMs = 2000;

/**
 * Runs tasks until the signal is raised: takes over what dead processes left, claims what waits and has a handler, and keeps
 * what becomes of it. Any number of supervisors, in any number of processes, share one database.
 */
export async function supervise(database: Database, options: SuperviseOptions): Promise<void> {
  await new Supervisor(database, options, await identifyProcess(process.pid)).run();
}

class Supervisor {
  private readonly database: Database;
  private readonly options: SuperviseOptions;
  private readonly owner: ProcessIdentity;
  private readonly clock: Clock;
  private readonly watch: LeaseWatch;
  private readonly running = new Map<RunningTask, Promise<void>>();
  private readonly pollMs: number;
  private polls = 0;
  private isOver = false;
  /** Tasks may have changed since the last look. */
  private isWoken = false;
  private wake: () => void = () => undefined;

  constructor(database: Database, options: SuperviseOptions, owner: ProcessIdentity) {
    this.database = database;
    this.options = options;
    this.owner = owner;
    this.clock = options.clock ?? systemClock;
    this.pollMs = options.pollMs ?? defaultPollMs;
    this.watch = new LeaseWatch(options.leaseMs);
  }

  async run(): Promise<void> {
    const { signal } = this.options;
    const stopAll = (): void => {
      for (const task of this.running.keys()) task.stop(signal.reason);
    };
    signal.addEventListener("abort", stopAll);
    const deafen = this.database.onWake(() => {
      this.isWoken = true;
      this.wake();
    });
    try {
      while (!signal.aborted && !this.isOver) await this.pause(await this.turn());
      await Promise.all(this.running.values());
    } finally {
      deafen();
      signal.removeEventListener("abort", stopAll);
    }
  }

  /** Gives how long to pause. */
  private async turn(): Promise<number> {
    this.isWoken = false;
    try {
      if (this.polls++ % reapPolls === 0) {
        await reapTasks(this.database, { clock: this.clock, watch: this.watch });
      }
      const { concurrency = defaultConcurrency, signal } = this.options;
      while (this.running.size < concurrency && !signal.aborted) {
        const row = await this.claim();
        if (row === undefined) break;
        this.start(row);
      }
      return this.pollMs;
    } catch (error) {
      this.options.onProblem?.(error);
      return troubleMs;
    }
  }

  /** Looks before it claims: looking disturbs no writer. */
  private async claim(): Promise<TaskRow | undefined> {
    const { handlers, only } = this.options;
    const names = Object.keys(handlers);
    let waiting = this.database.rows
      .selectFrom("tasks")
      .select("id")
      .where("state", "in", ["queued", "interrupted"])
      .where("handler", "in", names);
    if (only !== undefined) waiting = waiting.where("id", "=", only);
    if ((await waiting.limit(1).executeTakeFirst()) === undefined) {
      if (only !== undefined && this.running.size === 0) this.isOver = await this.isFinal(only);
      return undefined;
    }
    const nowMs = this.clock.nowMs();
    const input = { handlers: names, owner: this.owner, nowMs };
    return claimTask(this.database, only === undefined ? input : { ...input, only });
  }

  private async isFinal(id: string): Promise<boolean> {
    const row = await this.database.rows
      .selectFrom("tasks")
      .select("finished_ms")
      .where("id", "=", id)
      .executeTakeFirst();
    return row === undefined || row.finished_ms !== null;
  }

  private start(row: TaskRow): void {
    const task = new RunningTask(this.database, row, this.clock);
    this.options.onStarted?.(task.task);
    const done = this.work(task, row)
      .catch((error: unknown) => this.options.onProblem?.(error))
      .finally(() => this.running.delete(task));
    this.running.set(task, done);
  }

  private async work(task: RunningTask, row: TaskRow): Promise<void> {
    const { signal } = this.options;
    if (signal.aborted) task.stop(signal.reason);
    const outcome = await this.outcomeOf(task, row);
    if (await task.settle(outcome, signal)) this.options.onEnded?.(taskOf(row), outcome);
  }

  private async outcomeOf(task: RunningTask, row: TaskRow): Promise<TaskOutcome> {
    try {
      if (row.child !== null && !(await endProcess(JSON.parse(row.child) as ProcessIdentity))) {
        throw new ResteraError("internal", { problem: `an earlier run still lives: ${row.child}` });
      }
      const handler = this.options.handlers[row.handler]!;
      return succeeded(await handler(task));
    } catch (error) {
      return failed(error, {
        cancelled: task.cancelled,
        stopped: this.options.signal.aborted,
        attempt: row.attempt,
        mostAttempts: row.most_attempts,
        retriesLeft: row.retries_left,
        retryDelayMs: row.retry_delay_ms,
      });
    }
  }

  /** Until something can have changed. */
  private async pause(ms: number): Promise<void> {
    const { signal } = this.options;
    if (signal.aborted || this.isOver || this.isWoken) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.wake = () => resolve();
    signal.addEventListener("abort", this.wake);
    await Promise.race([promise, ...this.running.values()]);
    clearTimeout(timer);
    signal.removeEventListener("abort", this.wake);
  }
}
