import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { findTask } from "../../../src/services/tasks/find-tasks.ts";
import type { Task, TaskState } from "../../../src/services/tasks/task.ts";
import type { Database } from "../../../src/stores/database/database.ts";

const waitMs = 30_000;

/** Looks until the task is in one of the states. */
export async function untilState(
  database: Database,
  id: string,
  states: readonly TaskState[],
): Promise<Task> {
  const endMs = performance.now() + waitMs;
  for (;;) {
    const task = await findTask(database, id);
    if (states.includes(task.state)) return task;
    assert.ok(performance.now() < endMs, `${task.state} instead of ${states.join(", ")}`);
    await sleep(10);
  }
}
