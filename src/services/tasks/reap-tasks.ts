import type { Database } from "../../stores/database/database.ts";
import type { TaskRow } from "../../stores/database/schema.ts";
import { errorMessages } from "../../foundation/messages/error-messages.ts";
import { formatMessage } from "../../foundation/messages/format-message.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type ProcessIdentity, stateOfProcess } from "./process-identity.ts";
import { appendEvents } from "./task-events.ts";
import type { TaskProblem, TaskState } from "./task.ts";

/** How long a task's owner may stay silent, for whoever watches it. */
export const leaseMs = 30_000;

/**
 * Watches the beats of running tasks with a clock that nobody sets. A lease is over when a beat stayed the same for the
 * whole time, as this process saw it.
 */
export class LeaseWatch {
  private readonly seen = new Map<string, { fence: number; beat: number; sinceMs: number }>();
  private readonly leaseMs: number;

  constructor(lease = leaseMs) {
    this.leaseMs = lease;
  }

  /** True once the task's owner has been silent for the length of a lease. */
  isOver({ id, fence, beat }: TaskRow, monotonicMs: number): boolean {
    const before = this.seen.get(id);
    if (before === undefined || before.fence !== fence || before.beat !== beat) {
      this.seen.set(id, { fence, beat, sinceMs: monotonicMs });
      return false;
    }
    return monotonicMs - before.sinceMs > this.leaseMs;
  }

  /** Forgets tasks that no longer run. */
  keep(running: ReadonlySet<string>): void {
    for (const id of this.seen.keys()) if (!running.has(id)) this.seen.delete(id);
  }
}

/**
 * Says of tasks whose process is gone that they were interrupted. A process of this machine is looked up; one of another
 * is gone when its lease is over, which only a `watch` kept across calls can tell.
 */
export async function reapTasks(
  database: Database,
  { clock = systemClock, watch }: { readonly clock?: Clock; readonly watch?: LeaseWatch } = {},
): Promise<void> {
  const rows = await database.rows
    .selectFrom("tasks")
    .selectAll()
    .where("state", "=", "running")
    .execute();
  watch?.keep(new Set(rows.map(({ id }) => id)));
  for (const row of rows) {
    const isOver = watch?.isOver(row, performance.now()) ?? false;
    if (isOver || (await ownerIsDead(row))) await interrupt(database, row, clock.nowMs());
  }
}

async function ownerIsDead({ owner }: TaskRow): Promise<boolean> {
  if (owner === null) return true;
  return (await stateOfProcess(JSON.parse(owner) as ProcessIdentity)) === "dead";
}

/** The fencing number grows: should the owner be alive after all, nothing it writes counts any more. */
async function interrupt(database: Database, row: TaskRow, timeMs: number): Promise<void> {
  const { state, problem } = afterInterruption(row);
  await database.write(async (rows) => {
    const { numUpdatedRows } = await rows
      .updateTable("tasks")
      .set({
        state,
        fence: row.fence + 1,
        owner: null,
        not_before_ms: Math.min(row.not_before_ms, timeMs),
        ...(state !== "interrupted" && { finished_ms: timeMs }),
        ...(problem !== undefined && { problem: JSON.stringify(problem) }),
      })
      .where("id", "=", row.id)
      .where("state", "=", "running")
      .where("fence", "=", row.fence)
      .where("beat", "=", row.beat)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    const told = { taskId: row.id, timeMs, data: { attempt: row.attempt } };
    await appendEvents(rows, [
      { ...told, event: "interrupted" },
      ...(state === "interrupted" ? [] : [{ ...told, event: state }]),
    ]);
  });
}

function afterInterruption(row: TaskRow): { state: TaskState; problem?: TaskProblem } {
  if (row.cancel_requested === 1) return { state: "cancelled" };
  if (row.attempt < row.most_attempts) return { state: "interrupted" };
  const message = formatMessage(errorMessages["task-interrupted"], { attempts: row.attempt });
  return { state: "failed", problem: { code: "task-interrupted", message } };
}
