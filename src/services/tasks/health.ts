import type { Database } from "../../stores/database/database.ts";
import type { TaskRow } from "../../stores/database/schema.ts";
import { listSchedules, type Schedule, timesOf } from "./schedules.ts";
import { type Task, taskOf } from "./task.ts";

/** How one schedule fares. Instants are milliseconds since 1970. */
export interface ScheduleHealth {
  readonly name: string;
  readonly kind: string;
  readonly times: string;
  readonly lastSuccessMs?: number;
  /** The last success left something out that could not be read. */
  readonly partly?: boolean;
  readonly lastFailureMs?: number;
  /** Why the last run failed; absent when it went well. */
  readonly problem?: string;
  /** When a success should have been there at the latest; absent when none is expected. */
  readonly deadlineMs?: number;
  readonly state: "ok" | "failing" | "overdue";
}

export interface Health {
  /** Nothing fails, and nothing is overdue. */
  readonly ok: boolean;
  readonly schedules: readonly ScheduleHealth[];
  readonly lastBackupMs?: number;
  readonly lastCheckMs?: number;
  readonly lastDrillMs?: number;
}

const [leastGraceMs, mostGraceMs] = [5 * 60_000, 12 * 3_600_000];
/** A success this far in the future was noted before the clock was set back, and says nothing. */
const clockToleranceMs = 300_000;

/**
 * Looks at what was to be done and what was done. It asks nobody who does it: a supervisor that hangs, or was never
 * started, is exactly what this must notice.
 */
export async function readHealth(database: Database, nowMs: number): Promise<Health> {
  const schedules: ScheduleHealth[] = [];
  for (const schedule of await listSchedules(database)) {
    schedules.push(await healthOf(database, schedule, nowMs));
  }
  const last = async (kind: string) =>
    (await lastEnded(database, nowMs, { kind, state: "done" }))?.finishedMs;
  const [backup, check, drill] = [await last("backup"), await last("check"), await last("drill")];
  return {
    ok: schedules.every(({ state }) => state === "ok"),
    schedules,
    ...(backup !== undefined && { lastBackupMs: backup }),
    ...(check !== undefined && { lastCheckMs: check }),
    ...(drill !== undefined && { lastDrillMs: drill }),
  };
}

async function healthOf(
  database: Database,
  schedule: Schedule,
  nowMs: number,
): Promise<ScheduleHealth> {
  const { name, kind, times } = schedule;
  // A task of an earlier schedule of this name is none of its own.
  const asked = { schedule: name, sinceMs: schedule.createdMs };
  const success = await lastEnded(database, nowMs, { ...asked, state: "done" });
  const failure = await lastEnded(database, nowMs, { ...asked, state: "failed" });
  const isFailing = (failure?.finishedMs ?? 0) > (success?.finishedMs ?? 0);
  const deadlineMs = deadlineOf(schedule, success?.finishedMs);
  const isOverdue = deadlineMs !== undefined && nowMs > deadlineMs;
  return {
    ...{ name, kind, times, state: isOverdue ? "overdue" : isFailing ? "failing" : "ok" },
    ...(success?.finishedMs !== undefined && { lastSuccessMs: success.finishedMs }),
    ...((success?.result as { partly?: boolean } | null)?.partly && { partly: true }),
    ...(failure?.finishedMs !== undefined && { lastFailureMs: failure.finishedMs }),
    ...(isFailing && failure?.problem && { problem: failure.problem.message }),
    ...(deadlineMs !== undefined && { deadlineMs }),
  };
}

/** The first time after the last success, and as long as a run may be late. */
function deadlineOf(schedule: Schedule, lastSuccessMs: number | undefined): number | undefined {
  const times = timesOf(schedule);
  const expectedMs = times.next(lastSuccessMs ?? schedule.createdMs - 1);
  if (expectedMs === undefined) return undefined;
  const intervalMs = (times.next(expectedMs) ?? expectedMs) - expectedMs;
  const graceMs = schedule.graceMs ?? Math.min(mostGraceMs, Math.max(leastGraceMs, intervalMs / 2));
  return expectedMs + schedule.jitterMs + graceMs;
}

interface EndedInput {
  readonly state: "done" | "failed";
  readonly schedule?: string;
  readonly kind?: string;
  readonly sinceMs?: number;
}

async function lastEnded(
  database: Database,
  nowMs: number,
  { state, schedule, kind, sinceMs = 0 }: EndedInput,
): Promise<Task | undefined> {
  let query = database.rows
    .selectFrom("tasks")
    .selectAll()
    .where("state", "=", state)
    .where("finished_ms", "<=", nowMs + clockToleranceMs)
    .where("created_ms", ">=", sinceMs);
  if (schedule !== undefined) query = query.where("schedule", "=", schedule);
  if (kind !== undefined) query = query.where("kind", "=", kind);
  const row: TaskRow | undefined = await query
    .orderBy("finished_ms", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && taskOf(row);
}
