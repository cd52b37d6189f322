import { type Kysely, sql } from "kysely";

/** Tasks with their events, schedules, and who is told about them. */
export async function createTasks(rows: Kysely<never>, kind: "sqlite" | "postgres"): Promise<void> {
  const { schema } = rows;
  await schema
    .createTable("tasks")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("handler", "text", (column) => column.notNull())
    .addColumn("input", "text", (column) => column.notNull())
    .addColumn("lane", "text")
    .addColumn("schedule", "text")
    .addColumn("due_ms", "bigint")
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("attempt", "integer", (column) => column.notNull())
    .addColumn("most_attempts", "integer", (column) => column.notNull())
    .addColumn("retries_left", "integer", (column) => column.notNull())
    .addColumn("retry_delay_ms", "bigint", (column) => column.notNull())
    .addColumn("created_ms", "bigint", (column) => column.notNull())
    .addColumn("not_before_ms", "bigint", (column) => column.notNull())
    .addColumn("started_ms", "bigint")
    .addColumn("finished_ms", "bigint")
    .addColumn("owner", "text")
    .addColumn("child", "text")
    .addColumn("fence", "bigint", (column) => column.notNull())
    .addColumn("beat", "bigint", (column) => column.notNull())
    .addColumn("cancel_requested", "integer", (column) => column.notNull())
    .addColumn("phase", "text")
    .addColumn("bytes_done", "bigint", (column) => column.notNull())
    .addColumn("bytes_total", "bigint")
    .addColumn("items_done", "bigint", (column) => column.notNull())
    .addColumn("items_total", "bigint")
    .addColumn("current_item", "text")
    .addColumn("seconds_left", "bigint")
    .addColumn("result", "text")
    .addColumn("problem", "text")
    .execute();
  await schema.createIndex("tasks_waiting").on("tasks").columns(["state", "created_ms"]).execute();
  await schema.createIndex("tasks_created").on("tasks").column("created_ms").execute();
  for (const [name, column] of [
    ["tasks_ended_schedule", "schedule"],
    ["tasks_ended_kind", "kind"],
  ] as const) {
    await schema.createIndex(name).on("tasks").columns([column, "state", "finished_ms"]).execute();
  }
  // One task for each time a schedule is due, whoever makes it.
  await schema
    .createIndex("tasks_due")
    .unique()
    .on("tasks")
    .columns(["schedule", "due_ms"])
    .execute();
  // Claims of two processes at once cannot both fill a lane.
  await schema
    .createIndex("tasks_lane")
    .unique()
    .on("tasks")
    .column("lane")
    .where("state" as never, "=", "running" as never)
    .execute();
  await createEvents(rows);
  await createSchedules(rows);
  if (kind === "postgres") await createWake(rows);
}

/** Tells listeners of a task that is new or in another state; once for each transaction. */
async function createWake(rows: Kysely<never>): Promise<void> {
  await sql`create function restera_wake() returns trigger language plpgsql as $$
    begin perform pg_notify('restera_tasks', ''); return null; end $$`.execute(rows);
  await sql`create trigger tasks_wake after insert or update of state on tasks
    for each row execute function restera_wake()`.execute(rows);
}

async function createEvents({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable("task_events")
    .addColumn("seq", "bigint", (column) => column.primaryKey())
    .addColumn("task_id", "text", (column) => column.notNull())
    .addColumn("time_ms", "bigint", (column) => column.notNull())
    .addColumn("event", "text", (column) => column.notNull())
    .addColumn("data", "text", (column) => column.notNull())
    .execute();
  await schema
    .createIndex("task_events_task")
    .on("task_events")
    .columns(["task_id", "seq"])
    .execute();
  await schema
    .createTable("counters")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("value", "bigint", (column) => column.notNull())
    .execute();
}

async function createSchedules({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable("schedules")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("handler", "text", (column) => column.notNull())
    .addColumn("input", "text", (column) => column.notNull())
    .addColumn("times", "text", (column) => column.notNull())
    .addColumn("time_zone", "text", (column) => column.notNull())
    .addColumn("jitter_ms", "bigint", (column) => column.notNull())
    .addColumn("grace_ms", "bigint")
    .addColumn("created_ms", "bigint", (column) => column.notNull())
    .addColumn("last_due_ms", "bigint", (column) => column.notNull())
    .execute();
  await schema
    .createTable("notifiers")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("target", "text", (column) => column.notNull())
    .addColumn("events", "text", (column) => column.notNull())
    .addColumn("created_ms", "bigint", (column) => column.notNull())
    .execute();
  await schema
    .createTable("alerts")
    .addColumn("subject", "text", (column) => column.primaryKey())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("since_ms", "bigint", (column) => column.notNull())
    .addColumn("detail", "text", (column) => column.notNull())
    .execute();
}
