import { setTimeout as sleep } from "node:timers/promises";
import { taskMessages } from "../../../foundation/messages/task-messages.ts";
import { findTask } from "../../../services/tasks/find-tasks.ts";
import { reapTasks } from "../../../services/tasks/reap-tasks.ts";
import { readEvents } from "../../../services/tasks/task-events.ts";
import { finalStates, type TaskEvent } from "../../../services/tasks/task.ts";
import type { Database } from "../../../stores/database/database.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { eventJson } from "../tasks/task-json.ts";
import { progressText, shownTime } from "../tasks/task-text.ts";
import { withDatabase } from "../tasks/with-database.ts";

const followMs = 500;

/** `restera task log [TASK]` */
export async function taskLogCommand(context: CommandContext): Promise<number> {
  const { options, signal, arguments: words } = context;
  return withDatabase(context, async (database) => {
    await reapTasks(database);
    const taskId = words[0] === undefined ? undefined : (await findTask(database, words[0])).id;
    let after = options.count("after") ?? 0;
    for (;;) {
      const isOver = !options.flag("follow") || (await isFinal(database, taskId));
      const input = { after, ...(taskId !== undefined && { taskId }) };
      const events = await readEvents(database, input);
      for (const event of events) present(event, context);
      after = events.at(-1)?.seq ?? after;
      if (events.length > 0) continue;
      if (isOver || signal.aborted) return exitCodes.done;
      await sleep(followMs, undefined, { signal }).catch(() => undefined);
    }
  });
}

async function isFinal(database: Database, taskId: string | undefined): Promise<boolean> {
  return taskId !== undefined && finalStates.includes((await findTask(database, taskId)).state);
}

function present(event: TaskEvent, context: CommandContext): void {
  const { settings, output, text } = context;
  if (settings.json) {
    output.json(eventJson(event));
    return;
  }
  const line = text(taskMessages.eventLine, {
    time: shownTime(event.timeMs),
    id: event.taskId.slice(0, 8),
    event: text(taskMessages[event.event]),
  });
  output.line(`${line}  ${detail(event, context)}`.trimEnd());
}

function detail({ event, data }: TaskEvent, context: CommandContext): string {
  if (event === "log") return escapeText(typeof data === "string" ? data : JSON.stringify(data));
  if (event === "progress") return progressText(data as object, context);
  const told = data as { kind?: string; problem?: { message: string } } | null;
  return escapeText(told?.problem?.message.split("\n")[0] ?? told?.kind ?? "");
}
