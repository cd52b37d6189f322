import { ResteraError } from "../../foundation/errors.ts";
import type { Database } from "../../stores/database/database.ts";
import type { ScheduleRow } from "../../stores/database/schema.ts";
import { type Clock, systemClock } from "./clock.ts";
import { isTimeZone, parseTimes, type Times } from "./parse-times.ts";
import { isName } from "./is-name.ts";
import type { Json } from "./task.ts";

/** What is done again and again. */
export interface Schedule {
  readonly name: string;
  readonly kind: string;
  readonly handler: string;
  readonly input: Json;
  /** Words or a cron expression. */
  readonly times: string;
  readonly timeZone: string;
  /** Each run begins up to so much later, to spread what is due at one moment. */
  readonly jitterMs: number;
  /** How long after its time a run is overdue; a share of the interval when absent. */
  readonly graceMs?: number;
  readonly createdMs: number;
  /** The last time for which a task was made. */
  readonly lastDueMs: number;
}

export type NewSchedule = Pick<Schedule, "name" | "kind" | "handler" | "input" | "times"> &
  Partial<Pick<Schedule, "timeZone" | "jitterMs" | "graceMs">>;

/** Keeps a schedule. Throws `schedule-exists`, `name-invalid`, `time-zone-unknown` and what `parseTimes` does. */
export async function addSchedule(
  database: Database,
  schedule: NewSchedule,
  clock: Clock = systemClock,
): Promise<Schedule> {
  const { name, kind, handler, input, times, jitterMs = 0, graceMs } = schedule;
  const timeZone = schedule.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!isName(name)) throw new ResteraError("name-invalid", { name });
  if (!isTimeZone(timeZone)) throw new ResteraError("time-zone-unknown", { zone: timeZone });
  const createdMs = clock.nowMs();
  parseTimes(times, timeZone, createdMs);
  const row: ScheduleRow = {
    ...{ name, kind, handler, input: JSON.stringify(input), times, time_zone: timeZone },
    ...{ jitter_ms: jitterMs, grace_ms: graceMs ?? null, created_ms: createdMs },
    // An interval is due at its beginning.
    last_due_ms: createdMs - 1,
  };
  try {
    await database.write((rows) => rows.insertInto("schedules").values(row).execute());
  } catch (error) {
    if (!(error instanceof ResteraError && error.code === "database-conflict")) throw error;
    throw new ResteraError("schedule-exists", { name, cause: error });
  }
  return scheduleOf(row);
}

/** In the order of their names. */
export async function listSchedules(database: Database): Promise<Schedule[]> {
  const rows = await database.rows.selectFrom("schedules").selectAll().orderBy("name").execute();
  return rows.map(scheduleOf);
}

/** Throws `schedule-unknown`. */
export async function findSchedule(database: Database, name: string): Promise<Schedule> {
  const row = await database.rows
    .selectFrom("schedules")
    .selectAll()
    .where("name", "=", name)
    .executeTakeFirst();
  if (row === undefined) throw new ResteraError("schedule-unknown", { name });
  return scheduleOf(row);
}

/** Removes a schedule and what of it still waits; its past tasks stay. Throws `schedule-unknown`. */
export async function removeSchedule(database: Database, name: string): Promise<void> {
  await database.write(async (rows) => {
    const gone = await rows.deleteFrom("schedules").where("name", "=", name).executeTakeFirst();
    if (gone.numDeletedRows === 0n) throw new ResteraError("schedule-unknown", { name });
    await rows
      .updateTable("tasks")
      .set({ state: "cancelled", cancel_requested: 1, finished_ms: systemClock.nowMs() })
      .where("schedule", "=", name)
      .where("state", "in", ["queued", "interrupted"])
      .execute();
    // A later schedule of the same name is another one.
    await rows.deleteFrom("alerts").where("subject", "=", name).execute();
  });
}

/** When a schedule is due. */
export function timesOf(schedule: Schedule): Times {
  return parseTimes(schedule.times, schedule.timeZone, schedule.createdMs);
}

function scheduleOf(row: ScheduleRow): Schedule {
  return {
    name: row.name,
    kind: row.kind,
    handler: row.handler,
    input: JSON.parse(row.input) as Json,
    times: row.times,
    timeZone: row.time_zone,
    jitterMs: row.jitter_ms,
    createdMs: row.created_ms,
    lastDueMs: row.last_due_ms,
    ...(row.grace_ms !== null && { graceMs: row.grace_ms }),
  };
}
