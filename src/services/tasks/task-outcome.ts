import { problemOf, ResteraError } from "../../foundation/errors.ts";
import type { TaskRow } from "../../stores/database/schema.ts";
import { finalStates, type Json, type TaskProblem, type TaskState } from "./task.ts";

/** How a task's run ended: its next state, and what is told about it. */
export interface TaskOutcome {
  readonly state: TaskState;
  readonly data: Json;
  readonly result?: Json;
  readonly problem?: TaskProblem;
  /** It failed and is tried again after so long. */
  readonly retryAfterMs?: number;
  readonly retriesLeft?: number;
  /** It was stopped because the program ends: this attempt does not count. */
  readonly attempt?: number;
}

const longestRetryMs = 3_600_000;
const killedPauseMs = 2000;

/** What follows from a handler's result. */
export function succeeded(result: Json): TaskOutcome {
  return { state: "done", data: { result }, result };
}

/** What is known of a run when it fails. */
interface FailedRun {
  readonly cancelled: boolean;
  /** The program ends. */
  readonly stopped: boolean;
  readonly attempt: number;
  readonly mostAttempts: number;
  readonly retriesLeft: number;
  readonly retryDelayMs: number;
}

/** What follows from what a handler threw. */
export function failed(error: unknown, run: FailedRun): TaskOutcome {
  if (run.cancelled) return { state: "cancelled", data: null };
  if (run.stopped) return { state: "interrupted", data: null, attempt: run.attempt - 1 };
  const problem: TaskProblem = {
    code: error instanceof ResteraError ? error.code : "internal",
    message: problemOf(error),
  };
  const data = { problem: { ...problem } };
  // Somebody ended what did the work, as somebody may end this process.
  if (problem.code === "task-killed" && run.attempt < run.mostAttempts) {
    return { state: "interrupted", data, problem, retryAfterMs: killedPauseMs };
  }
  if (run.retriesLeft === 0) return { state: "failed", data, problem };
  const retryAfterMs = Math.min(longestRetryMs, run.retryDelayMs * 2 ** (run.attempt - 1));
  return { state: "queued", data, problem, retryAfterMs, retriesLeft: run.retriesLeft - 1 };
}

/** The outcome in the columns of the task. */
export function outcomeColumns(outcome: TaskOutcome, nowMs: number): Partial<TaskRow> {
  const { state, result, problem, retryAfterMs, retriesLeft, attempt } = outcome;
  return {
    state,
    owner: null,
    child: null,
    result: result === undefined ? null : JSON.stringify(result),
    problem: problem === undefined ? null : JSON.stringify(problem),
    ...(finalStates.includes(state) && {
      finished_ms: nowMs,
      seconds_left: null,
      current_item: null,
    }),
    ...(retryAfterMs !== undefined && { not_before_ms: nowMs + retryAfterMs }),
    ...(retriesLeft !== undefined && { retries_left: retriesLeft }),
    ...(attempt !== undefined && { attempt }),
  };
}
