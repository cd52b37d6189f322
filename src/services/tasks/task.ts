import type { TaskRow } from "../../stores/database/schema.ts";

/**
 * `interrupted`: the process that ran it is gone; the next supervisor goes on with it. `done`, `failed` and `cancelled` are
 * final.
 */
export type TaskState = "queued" | "running" | "interrupted" | "done" | "failed" | "cancelled";

/** Anything that JSON can say. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** How far a task is; what is absent is unknown. */
export interface TaskProgress {
  readonly phase?: string;
  readonly bytesDone?: number;
  readonly bytesTotal?: number;
  readonly itemsDone?: number;
  readonly itemsTotal?: number;
  readonly currentItem?: string;
  readonly secondsLeft?: number;
}

/** Why a task failed: an error's code and its words. */
export interface TaskProblem {
  readonly code: string;
  readonly message: string;
}

/** An operation long enough to watch, as it is kept. Instants are milliseconds since 1970. */
export interface Task {
  readonly id: string;
  readonly kind: string;
  readonly handler: string;
  readonly input: Json;
  readonly lane?: string;
  readonly schedule?: string;
  readonly dueMs?: number;
  readonly state: TaskState;
  /** How often it was begun. */
  readonly attempt: number;
  readonly mostAttempts: number;
  readonly createdMs: number;
  readonly notBeforeMs: number;
  readonly startedMs?: number;
  readonly finishedMs?: number;
  readonly cancelRequested: boolean;
  readonly progress: TaskProgress;
  readonly result?: Json;
  readonly problem?: TaskProblem;
}

/** Something that happened to a task. */
export interface TaskEvent {
  /** Grows with every event of the database; whoever read up to one asks for those after it. */
  readonly seq: number;
  readonly taskId: string;
  readonly timeMs: number;
  readonly event: TaskEventName;
  readonly data: Json;
}

/** Of `progress` only the last of each task is kept. */
export type TaskEventName = TaskState | "log" | "progress" | "cancel-requested";

/** States from which nothing follows. */
export const finalStates: readonly TaskState[] = ["done", "failed", "cancelled"];

/** A row as the services know it. */
export function taskOf(row: TaskRow): Task {
  return {
    id: row.id,
    kind: row.kind,
    handler: row.handler,
    input: JSON.parse(row.input) as Json,
    state: row.state as TaskState,
    attempt: row.attempt,
    mostAttempts: row.most_attempts,
    createdMs: row.created_ms,
    notBeforeMs: row.not_before_ms,
    cancelRequested: row.cancel_requested === 1,
    progress: progressOf(row),
    ...(row.lane !== null && { lane: row.lane }),
    ...(row.schedule !== null && { schedule: row.schedule }),
    ...(row.due_ms !== null && { dueMs: row.due_ms }),
    ...(row.started_ms !== null && { startedMs: row.started_ms }),
    ...(row.finished_ms !== null && { finishedMs: row.finished_ms }),
    ...(row.result !== null && { result: JSON.parse(row.result) as Json }),
    ...(row.problem !== null && { problem: JSON.parse(row.problem) as TaskProblem }),
  };
}

function progressOf(row: TaskRow): TaskProgress {
  return {
    bytesDone: row.bytes_done,
    itemsDone: row.items_done,
    ...(row.phase !== null && { phase: row.phase }),
    ...(row.bytes_total !== null && { bytesTotal: row.bytes_total }),
    ...(row.items_total !== null && { itemsTotal: row.items_total }),
    ...(row.current_item !== null && { currentItem: row.current_item }),
    ...(row.seconds_left !== null && { secondsLeft: row.seconds_left }),
  };
}
