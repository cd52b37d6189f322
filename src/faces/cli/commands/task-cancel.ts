import { taskMessages } from "../../../foundation/messages/task-messages.ts";
import { cancelTask } from "../../../services/tasks/cancel-task.ts";
import { reapTasks } from "../../../services/tasks/reap-tasks.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { taskJson } from "../tasks/task-json.ts";
import { withDatabase } from "../tasks/with-database.ts";

/** `restera task cancel TASK` */
export async function taskCancelCommand(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  const [wanted = ""] = context.arguments;
  const task = await withDatabase(context, async (database) => {
    await reapTasks(database);
    return cancelTask(database, wanted);
  });
  if (settings.json) {
    output.json(taskJson(task));
  } else if (!settings.quiet) {
    const isOver = task.state === "cancelled";
    const message = isOver ? taskMessages.cancelledNow : taskMessages.cancelAsked;
    output.line(text(message, { id: task.id.slice(0, 8) }));
  }
  return exitCodes.done;
}
