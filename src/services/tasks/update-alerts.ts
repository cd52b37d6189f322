import type { Database } from "../../stores/database/database.ts";
import { addDueTask } from "./add-task.ts";
import { readHealth, type ScheduleHealth } from "./health.ts";
import { noticeJson, noticeOf } from "./notice.ts";
import { listNotifiers, type NoticeEvent, type Notifier } from "./notifiers.ts";

/** The handler's name of tasks that tell somebody. */
export const notifyHandlerName = "notify";

const retries = 6;
const retryDelayMs = 30_000;

const events: Readonly<Record<ScheduleHealth["state"], NoticeEvent>> = {
  failing: "failure",
  overdue: "overdue",
  ok: "recovery",
};

/**
 * Compares the health of each schedule with what was told last; a change is told once, whoever looks first. Telling is a
 * task of its own, so that it is tried again and survives a crash.
 */
export async function updateAlerts(database: Database, nowMs: number): Promise<void> {
  const { schedules } = await readHealth(database, nowMs);
  const alerts = await database.rows.selectFrom("alerts").selectAll().execute();
  const told = new Map(alerts.map(({ subject, state }) => [subject, state]));
  const changed = schedules.filter(({ name, state }) => (told.get(name) ?? "ok") !== state);
  if (changed.length === 0) return;
  const notifiers = await listNotifiers(database);
  for (const health of changed) {
    await change(database, health, told.get(health.name), notifiers, nowMs);
  }
}

async function change(
  database: Database,
  health: ScheduleHealth,
  before: string | undefined,
  notifiers: readonly Notifier[],
  nowMs: number,
): Promise<void> {
  const event = events[health.state];
  const notice = noticeJson(noticeOf(event, health, nowMs));
  const columns = { state: health.state, since_ms: nowMs, detail: JSON.stringify(notice) };
  await database.write(async (rows) => {
    const { numUpdatedRows = 0n } =
      before === undefined
        ? { numUpdatedRows: await insert() }
        : await rows
            .updateTable("alerts")
            .set(columns)
            .where("subject", "=", health.name)
            .where("state", "=", before)
            .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    for (const { name, events: wanted } of notifiers) {
      if (!wanted.includes(event)) continue;
      const task = { kind: "notify", handler: notifyHandlerName, retries, retryDelayMs };
      await addDueTask(rows, { ...task, input: { notifier: name, notice } }, nowMs);
    }

    async function insert(): Promise<bigint> {
      const { numInsertedOrUpdatedRows } = await rows
        .insertInto("alerts")
        .values({ subject: health.name, ...columns })
        .onConflict((conflict) => conflict.column("subject").doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows ?? 0n;
    }
  });
}
