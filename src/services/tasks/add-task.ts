import { randomBytes } from "node:crypto";
import type { Transaction } from "kysely";
import type { Database } from "../../stores/database/database.ts";
import type { Schema, TaskRow } from "../../stores/database/schema.ts";
import { type Clock, systemClock } from "./clock.ts";
import { appendEvents } from "./task-events.ts";
import { type Json, type Task, taskOf } from "./task.ts";

export interface NewTask {
  /** What it does: `backup`, `check`, … */
  readonly kind: string;
  /** The name of the handler that can run it. */
  readonly handler: string;
  readonly input: Json;
  /** Tasks of one lane run one after the other. */
  readonly lane?: string;
  readonly schedule?: string;
  readonly dueMs?: number;
  /** Not begun earlier; now when absent. */
  readonly notBeforeMs?: number;
  /** How often it is begun when the process that runs it dies. */
  readonly mostAttempts?: number;
  /** How often it is begun again when it fails, and how long it then waits: longer each time. */
  readonly retries?: number;
  readonly retryDelayMs?: number;
}

const defaultMostAttempts = 5;

/** Keeps a task for the next supervisor with such a handler; it is on disk when this resolves. */
export async function addTask(
  database: Database,
  task: NewTask,
  clock: Clock = systemClock,
): Promise<Task> {
  const row = newRow(task, clock.nowMs());
  await database.write(async (rows) => {
    await rows.insertInto("tasks").values(row).execute();
    await tellQueued(rows, row);
  });
  return taskOf(row);
}

/** Keeps that something was done beside the supervisor, so that health knows of it. */
export async function addDoneTask(
  database: Database,
  task: NewTask & { readonly startedMs: number; readonly result: Json },
  clock: Clock = systemClock,
): Promise<void> {
  const finishedMs = clock.nowMs();
  const row: TaskRow = {
    ...newRow(task, task.startedMs),
    ...{ state: "done", attempt: 1, result: JSON.stringify(task.result) },
    ...{ started_ms: task.startedMs, finished_ms: finishedMs },
  };
  await database.write(async (rows) => {
    await rows.insertInto("tasks").values(row).execute();
    await appendEvents(rows, [{ taskId: row.id, timeMs: finishedMs, event: "done" }]);
  });
}

/** As a part of a transaction; false when the schedule has a task for that time already. */
export async function addDueTask(
  rows: Transaction<Schema>,
  task: NewTask,
  nowMs: number,
): Promise<boolean> {
  const row = newRow(task, nowMs);
  const { numInsertedOrUpdatedRows: added = 0n } = await rows
    .insertInto("tasks")
    .values(row)
    .onConflict((conflict) => conflict.columns(["schedule", "due_ms"]).doNothing())
    .executeTakeFirst();
  if (added === 0n) return false;
  await tellQueued(rows, row);
  return true;
}

function tellQueued(rows: Transaction<Schema>, { id, kind, created_ms }: TaskRow): Promise<void> {
  return appendEvents(rows, [{ taskId: id, timeMs: created_ms, event: "queued", data: { kind } }]);
}

function newRow(task: NewTask, nowMs: number): TaskRow {
  return {
    id: randomBytes(8).toString("hex"),
    kind: task.kind,
    handler: task.handler,
    input: JSON.stringify(task.input),
    lane: task.lane ?? null,
    schedule: task.schedule ?? null,
    due_ms: task.dueMs ?? null,
    state: "queued",
    attempt: 0,
    most_attempts: (task.mostAttempts ?? defaultMostAttempts) + (task.retries ?? 0),
    retries_left: task.retries ?? 0,
    retry_delay_ms: task.retryDelayMs ?? 0,
    created_ms: nowMs,
    not_before_ms: task.notBeforeMs ?? nowMs,
    started_ms: null,
    finished_ms: null,
    owner: null,
    child: null,
    fence: 0,
    beat: 0,
    cancel_requested: 0,
    phase: null,
    bytes_done: 0,
    bytes_total: null,
    items_done: 0,
    items_total: null,
    current_item: null,
    seconds_left: null,
    result: null,
    problem: null,
  };
}
