import { hash } from "node:crypto";
import type { Database } from "../../stores/database/database.ts";
import { addDueTask } from "./add-task.ts";
import { listSchedules, type Schedule, timesOf } from "./schedules.ts";

/** Clocks of several machines may differ so much; more means that one was set back. */
const clockToleranceMs = 300_000;

/** The lane that keeps a schedule's runs from overlapping. */
export function laneOf(schedule: Pick<Schedule, "name">): string {
  return `schedule ${schedule.name}`;
}

/**
 * Makes a task for every schedule that is due; gives their names. What was missed is caught up once, with the latest time; a
 * schedule whose last run is not over waits for it. When the clock was set back, times whose tasks exist are not repeated.
 */
export async function enqueueDue(database: Database, nowMs: number): Promise<string[]> {
  const unfinished = await unfinishedSchedules(database);
  const made: string[] = [];
  for (const schedule of await listSchedules(database)) {
    if (unfinished.has(schedule.name)) continue;
    const dueMs = timesOf(schedule).latest(nowMs);
    if (schedule.lastDueMs > nowMs + clockToleranceMs) {
      await setBack(database, schedule, dueMs ?? nowMs);
    } else if (dueMs !== undefined && dueMs > schedule.lastDueMs) {
      if (await enqueue(database, schedule, dueMs, nowMs)) made.push(schedule.name);
    }
  }
  return made;
}

async function unfinishedSchedules(database: Database): Promise<Set<string>> {
  const rows = await database.rows
    .selectFrom("tasks")
    .select("schedule")
    .where("state", "in", ["queued", "running", "interrupted"])
    .where("schedule", "is not", null)
    .execute();
  return new Set(rows.flatMap(({ schedule }) => schedule ?? []));
}

/** Whoever moves the schedule on makes the task, in one transaction. */
async function enqueue(
  database: Database,
  schedule: Schedule,
  dueMs: number,
  nowMs: number,
): Promise<boolean> {
  const { name, kind, handler, input } = schedule;
  return database.write(async (rows) => {
    const moved = await rows
      .updateTable("schedules")
      .set({ last_due_ms: dueMs })
      .where("name", "=", name)
      .where("created_ms", "=", schedule.createdMs)
      .where("last_due_ms", "=", schedule.lastDueMs)
      .executeTakeFirst();
    if (moved.numUpdatedRows === 0n) return false;
    const notBeforeMs = Math.max(nowMs, dueMs + jitterOf(schedule, dueMs));
    const task = { kind, handler, input, lane: laneOf(schedule), schedule: name };
    return addDueTask(rows, { ...task, dueMs, notBeforeMs }, nowMs);
  });
}

/** From here the schedule goes on, as if it had done all up to now. */
async function setBack(database: Database, schedule: Schedule, dueMs: number): Promise<void> {
  await database.write((rows) =>
    rows
      .updateTable("schedules")
      .set({ last_due_ms: dueMs })
      .where("name", "=", schedule.name)
      .where("last_due_ms", "=", schedule.lastDueMs)
      .execute(),
  );
}

/** The same for the same run, whoever asks. */
function jitterOf({ name, jitterMs }: Schedule, dueMs: number): number {
  if (jitterMs === 0) return 0;
  const share = hash("sha256", `${name} ${dueMs}`, "buffer").readUInt32LE() / 2 ** 32;
  return Math.floor(share * jitterMs);
}
