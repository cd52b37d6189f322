import { healthMessages } from "../../../foundation/messages/health-messages.ts";
import { taskMessages } from "../../../foundation/messages/task-messages.ts";
import { type Health, readHealth, type ScheduleHealth } from "../../../services/tasks/health.ts";
import { listTasks } from "../../../services/tasks/find-tasks.ts";
import { notifyHandler } from "../../../services/tasks/notify.ts";
import { reapTasks } from "../../../services/tasks/reap-tasks.ts";
import { supervise } from "../../../services/tasks/supervise.ts";
import { notifyHandlerName, updateAlerts } from "../../../services/tasks/update-alerts.ts";
import type { Database } from "../../../stores/database/database.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { styleText } from "../output/style-text.ts";
import { formatTable } from "../output/table.ts";
import { timeOf } from "../tasks/task-json.ts";
import { shownTime } from "../tasks/task-text.ts";
import { withDatabase } from "../tasks/with-database.ts";

/** How long telling may take in all, before it is left to the next who looks. */
const notifyTimeoutMs = 60_000;

/** `restera health` */
export async function healthCommand(context: CommandContext): Promise<number> {
  const { settings, output, options } = context;
  const health = await withDatabase(context, async (database) => {
    await reapTasks(database);
    if (options.flag("notify")) await tell(database, context);
    return readHealth(database, Date.now());
  });
  if (settings.json) output.json(healthJson(health));
  else present(health, context);
  return health.ok ? exitCodes.done : exitCodes.failed;
}

/** Notices what has changed, and tells it here: `watch` may be dead. */
async function tell(database: Database, { signal }: CommandContext): Promise<void> {
  await updateAlerts(database, Date.now());
  const due = await listTasks(database, { states: ["queued", "interrupted"], kinds: ["notify"] });
  for (const { id, notBeforeMs } of due) {
    if (notBeforeMs > Date.now()) continue;
    const enough = new AbortController();
    await supervise(database, {
      handlers: { [notifyHandlerName]: notifyHandler(database) },
      only: id,
      signal: AbortSignal.any([signal, enough.signal, AbortSignal.timeout(notifyTimeoutMs)]),
      // Once is enough here: it is tried again later.
      onEnded: () => enough.abort(),
    });
  }
}

function healthJson(health: Health): object {
  return {
    ok: health.ok,
    last_backup: timeOf(health.lastBackupMs),
    last_check: timeOf(health.lastCheckMs),
    last_drill: timeOf(health.lastDrillMs),
    schedules: health.schedules.map((each) => ({
      name: each.name,
      kind: each.kind,
      times: each.times,
      state: each.state,
      last_success: timeOf(each.lastSuccessMs),
      partly: each.partly,
      last_failure: timeOf(each.lastFailureMs),
      expected_by: timeOf(each.deadlineMs),
      problem: each.problem,
    })),
  };
}

function present(health: Health, context: CommandContext): void {
  const { output, settings, text } = context;
  const bad = health.schedules.filter(({ state }) => state !== "ok");
  if (!settings.quiet) {
    const shown = (ms: number | undefined) => shownTime(ms) || text(healthMessages.notNoted);
    output.line(text(healthMessages.lastBackup, { time: shown(health.lastBackupMs) }));
    output.line(text(healthMessages.lastCheck, { time: shown(health.lastCheckMs) }));
    output.line(text(healthMessages.lastDrill, { time: shown(health.lastDrillMs) }));
    if (health.schedules.length > 0) {
      output.line();
      for (const line of table(health.schedules, context)) output.line(line);
    }
  }
  for (const { name, problem } of bad) {
    if (problem !== undefined) output.warn(`${escapeText(name)}: ${escapeText(problem)}`);
  }
  if (bad.length > 0) {
    const names = bad.map(({ name }) => name).join(", ");
    output.warn(text(healthMessages.notWell, { names }));
  } else {
    const isEmpty = health.schedules.length === 0;
    output.note(text(isEmpty ? healthMessages.nothingScheduled : healthMessages.allWell));
  }
}

function table(schedules: readonly ScheduleHealth[], context: CommandContext): string[] {
  const { output, text } = context;
  const columns = [
    { title: text(taskMessages.columnName) },
    { title: text(taskMessages.columnState) },
    { title: text(taskMessages.columnTimes), shrink: true },
    { title: text(healthMessages.columnSuccess) },
    { title: text(healthMessages.columnDeadline) },
  ];
  const color = { ok: "green", failing: "red", overdue: "red" } as const;
  const rows = schedules.map(({ name, state, partly, times, lastSuccessMs, deadlineMs }) => [
    escapeText(name),
    partly && state === "ok"
      ? styleText("yellow", text(healthMessages.partly), output.color)
      : styleText(color[state], text(healthMessages[state]), output.color),
    escapeText(times),
    shownTime(lastSuccessMs) || text(healthMessages.never),
    shownTime(deadlineMs),
  ]);
  return formatTable(columns, rows, output.width);
}
