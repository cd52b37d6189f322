import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import { taskMessages } from "../../../foundation/messages/task-messages.ts";
import { findTask } from "../../../services/tasks/find-tasks.ts";
import { reapTasks } from "../../../services/tasks/reap-tasks.ts";
import type { Task } from "../../../services/tasks/task.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { padText, textWidth } from "../output/text-width.ts";
import { taskJson } from "../tasks/task-json.ts";
import { commandText, progressText, shownTime, tookText } from "../tasks/task-text.ts";
import { withDatabase } from "../tasks/with-database.ts";

/** `restera task show TASK` */
export async function taskShowCommand(context: CommandContext): Promise<number> {
  const { settings, output } = context;
  const [wanted = ""] = context.arguments;
  const task = await withDatabase(context, async (database) => {
    await reapTasks(database);
    return findTask(database, wanted);
  });
  if (settings.json) {
    output.json(taskJson(task));
  } else {
    for (const line of lines(task, context)) output.line(line);
  }
  return exitCodes.done;
}

function lines(task: Task, context: CommandContext): string[] {
  const { text } = context;
  const { attempt, mostAttempts: most } = task;
  const rows: [title: string, value: string][] = [
    [text(resultMessages.columnId), task.id],
    [text(taskMessages.columnState), text(taskMessages[task.state])],
    [text(taskMessages.labelCommand), commandText(task)],
    [text(taskMessages.columnSchedule), escapeText(task.schedule ?? "")],
    [text(taskMessages.labelDue), shownTime(task.dueMs)],
    [text(taskMessages.labelCreated), shownTime(task.createdMs)],
    [text(taskMessages.columnBegun), shownTime(task.startedMs)],
    [text(taskMessages.labelFinished), shownTime(task.finishedMs)],
    [text(taskMessages.columnTook), tookText(task, context)],
    [text(taskMessages.labelAttempt), text(taskMessages.attemptOf, { attempt, most })],
    [text(taskMessages.labelProgress), progressText(task.progress, context)],
    [text(taskMessages.labelProblem), escapeText(task.problem?.message.split("\n")[0] ?? "")],
    [
      text(taskMessages.labelResult),
      task.result === undefined ? "" : escapeText(JSON.stringify(task.result)),
    ],
  ];
  const width = Math.max(...rows.map(([title]) => textWidth(title)));
  return rows
    .filter(([, value]) => value !== "")
    .map(([title, value]) => `${padText(title, width)}  ${value}`);
}
