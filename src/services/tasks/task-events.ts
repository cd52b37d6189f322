import type { Transaction } from "kysely";
import type { Database } from "../../stores/database/database.ts";
import type { Schema } from "../../stores/database/schema.ts";
import type { Json, TaskEvent, TaskEventName } from "./task.ts";

export interface NewTaskEvent {
  readonly taskId: string;
  readonly timeMs: number;
  readonly event: TaskEventName;
  readonly data?: Json;
}

export interface EventsInput {
  /** Only events with a higher number; all when absent. */
  readonly after?: number;
  readonly taskId?: string;
  readonly limit?: number;
}

const mostEvents = 1000;
const counter = "task_events";

/**
 * Writes events as the last thing a transaction does. Their numbers come from a row that stays locked until the commit, so
 * that nobody who has seen a number can miss a lower one that is committed later.
 */
export async function appendEvents(
  rows: Transaction<Schema>,
  events: readonly NewTaskEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const { value } = await rows
    .insertInto("counters")
    .values({ name: counter, value: events.length })
    .onConflict((conflict) =>
      conflict
        .column("name")
        .doUpdateSet((set) => ({ value: set("counters.value", "+", events.length) })),
    )
    .returning("value")
    .executeTakeFirstOrThrow();
  const first = value - events.length + 1;
  await rows
    .insertInto("task_events")
    .values(
      events.map(({ taskId, timeMs, event, data = null }, index) => ({
        seq: first + index,
        task_id: taskId,
        time_ms: timeMs,
        event,
        data: JSON.stringify(data),
      })),
    )
    .execute();
}

/** Events in order, a thousand at most: ask again after the last one. */
export async function readEvents(
  database: Database,
  { after = 0, taskId, limit = mostEvents }: EventsInput = {},
): Promise<TaskEvent[]> {
  let query = database.rows.selectFrom("task_events").selectAll().where("seq", ">", after);
  if (taskId !== undefined) query = query.where("task_id", "=", taskId);
  const found = await query.orderBy("seq").limit(Math.min(limit, mostEvents)).execute();
  return found.map(({ seq, task_id, time_ms, event, data }) => ({
    seq,
    taskId: task_id,
    timeMs: time_ms,
    event: event as TaskEventName,
    data: JSON.parse(data) as Json,
  }));
}
