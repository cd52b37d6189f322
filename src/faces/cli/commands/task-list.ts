import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import { taskMessages } from "../../../foundation/messages/task-messages.ts";
import { listTasks } from "../../../services/tasks/find-tasks.ts";
import { reapTasks } from "../../../services/tasks/reap-tasks.ts";
import type { Task, TaskState } from "../../../services/tasks/task.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatTable } from "../output/table.ts";
import { taskJson } from "../tasks/task-json.ts";
import { outcomeText, shownTime, tookText } from "../tasks/task-text.ts";
import { withDatabase } from "../tasks/with-database.ts";
import { UsageError } from "../usage-error.ts";

const allStates: readonly TaskState[] = [
  ...(["queued", "running", "interrupted", "done", "failed", "cancelled"] as const),
];

/** `restera task list` */
export async function taskListCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, text } = context;
  const states = options.texts("state").map((state) => {
    const known = allStates.find((each) => each === state);
    if (known !== undefined) return known;
    throw new UsageError(taskMessages.unknownState, { state, states: allStates.join(", ") });
  });
  const [schedule, limit] = [options.text("schedule"), options.count("limit")];
  const tasks = await withDatabase(context, async (database) => {
    await reapTasks(database);
    return listTasks(database, {
      ...(states.length > 0 && { states }),
      ...(schedule !== undefined && { schedule }),
      ...(limit !== undefined && { limit }),
    });
  });
  if (settings.json) output.json(tasks.map(taskJson));
  else if (tasks.length === 0) output.note(text(taskMessages.noTasks));
  else for (const line of table(tasks, context)) output.line(line);
  return exitCodes.done;
}

function table(tasks: readonly Task[], context: CommandContext): string[] {
  const { text, output } = context;
  const columns = [
    { title: text(resultMessages.columnId) },
    { title: text(taskMessages.columnState) },
    { title: text(taskMessages.columnWhat) },
    { title: text(taskMessages.columnSchedule), shrink: true },
    { title: text(taskMessages.columnBegun) },
    { title: text(taskMessages.columnTook) },
    { title: text(taskMessages.columnOutcome), shrink: true },
  ];
  const rows = tasks.map((task) => [
    task.id.slice(0, 8),
    text(taskMessages[task.state]),
    escapeText(task.kind),
    escapeText(task.schedule ?? ""),
    shownTime(task.startedMs),
    tookText(task, context),
    outcomeText(task, context),
  ]);
  return formatTable(columns, rows, output.width);
}
