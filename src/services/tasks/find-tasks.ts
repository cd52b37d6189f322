import { ResteraError } from "../../foundation/errors.ts";
import type { Database } from "../../stores/database/database.ts";
import { type Task, taskOf, type TaskState } from "./task.ts";

export interface ListTasksInput {
  readonly states?: readonly TaskState[];
  readonly kinds?: readonly string[];
  readonly schedule?: string;
  /** The newest so many; 50 when absent. */
  readonly limit?: number;
}

const defaultLimit = 50;

/** Newest first. */
export async function listTasks(
  database: Database,
  { states, kinds, schedule, limit = defaultLimit }: ListTasksInput = {},
): Promise<Task[]> {
  let query = database.rows.selectFrom("tasks").selectAll();
  if (states !== undefined) query = query.where("state", "in", states);
  if (kinds !== undefined) query = query.where("kind", "in", kinds);
  if (schedule !== undefined) query = query.where("schedule", "=", schedule);
  const rows = await query.orderBy("created_ms", "desc").orderBy("id").limit(limit).execute();
  return rows.map(taskOf);
}

/** By id or the beginning of one; throws `task-unknown` or `task-ambiguous`. */
export async function findTask(database: Database, wanted: string): Promise<Task> {
  if (!/^[0-9a-f]{1,16}$/.test(wanted)) throw new ResteraError("task-unknown", { wanted });
  const rows = await database.rows
    .selectFrom("tasks")
    .selectAll()
    .where("id", "like", `${wanted}%`)
    .limit(2)
    .execute();
  const [row, second] = rows;
  if (row === undefined) throw new ResteraError("task-unknown", { wanted });
  if (second !== undefined) throw new ResteraError("task-ambiguous", { wanted });
  return taskOf(row);
}
