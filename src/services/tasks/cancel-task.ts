import { ResteraError } from "../../foundation/errors.ts";
import type { Database } from "../../stores/database/database.ts";
import { type Clock, systemClock } from "./clock.ts";
import { findTask } from "./find-tasks.ts";
import { appendEvents } from "./task-events.ts";
import { finalStates, type Task } from "./task.ts";

/**
 * A task that waits is cancelled at once; one that runs is asked to stop, and its supervisor sees that within a second.
 * Throws `task-over` when there is nothing left to cancel.
 */
export async function cancelTask(
  database: Database,
  wanted: string,
  clock: Clock = systemClock,
): Promise<Task> {
  const { id } = await findTask(database, wanted);
  const timeMs = clock.nowMs();
  await database.write(async (rows) => {
    const waiting = await rows
      .updateTable("tasks")
      .set({ state: "cancelled", cancel_requested: 1, finished_ms: timeMs })
      .where("id", "=", id)
      .where("state", "in", ["queued", "interrupted"])
      .executeTakeFirst();
    if (waiting.numUpdatedRows > 0n) {
      await appendEvents(rows, [{ taskId: id, timeMs, event: "cancelled" }]);
      return;
    }
    const running = await rows
      .updateTable("tasks")
      .set({ cancel_requested: 1 })
      .where("id", "=", id)
      .where("state", "=", "running")
      .where("cancel_requested", "=", 0)
      .executeTakeFirst();
    if (running.numUpdatedRows > 0n) {
      await appendEvents(rows, [{ taskId: id, timeMs, event: "cancel-requested" }]);
    }
  });
  const task = await findTask(database, id);
  if (!task.cancelRequested && finalStates.includes(task.state)) {
    throw new ResteraError("task-over", { id, state: task.state });
  }
  return task;
}
