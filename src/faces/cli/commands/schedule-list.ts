import { taskMessages } from "../../../foundation/messages/task-messages.ts";
import { listTasks } from "../../../services/tasks/find-tasks.ts";
import { reapTasks } from "../../../services/tasks/reap-tasks.ts";
import { listSchedules, type Schedule, timesOf } from "../../../services/tasks/schedules.ts";
import type { Task } from "../../../services/tasks/task.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatTable } from "../output/table.ts";
import { scheduleJson } from "../tasks/task-json.ts";
import { commandText, shownTime } from "../tasks/task-text.ts";
import { withDatabase } from "../tasks/with-database.ts";

interface Shown {
  readonly schedule: Schedule;
  readonly next: number | undefined;
  readonly last: Task | undefined;
}

/** `restera schedule list` */
export async function scheduleListCommand(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  const shown = await withDatabase(context, async (database) => {
    await reapTasks(database);
    const found: Shown[] = [];
    for (const schedule of await listSchedules(database)) {
      const [last] = await listTasks(database, { schedule: schedule.name, limit: 1 });
      found.push({ schedule, last, next: timesOf(schedule).next(schedule.lastDueMs) });
    }
    return found;
  });
  if (settings.json) {
    output.json(shown.map(({ schedule, next, last }) => scheduleJson(schedule, next, last)));
  } else if (shown.length === 0) output.note(text(taskMessages.noSchedules));
  else for (const line of table(shown, context)) output.line(line);
  return exitCodes.done;
}

function table(shown: readonly Shown[], { output, text }: CommandContext): string[] {
  const columns = [
    { title: text(taskMessages.columnName) },
    { title: text(taskMessages.columnTimes), shrink: true },
    { title: text(taskMessages.columnNext) },
    { title: text(taskMessages.columnLast) },
    { title: text(taskMessages.columnCommand), shrink: true },
  ];
  const rows = shown.map(({ schedule, next, last }) => [
    escapeText(schedule.name),
    escapeText(schedule.times),
    shownTime(next),
    last ? `${shownTime(last.startedMs)} ${text(taskMessages[last.state])}`.trim() : "",
    commandText(schedule),
  ]);
  return formatTable(columns, rows, output.width);
}
