import { taskMessages } from "../../../foundation/messages/task-messages.ts";
import { removeSchedule } from "../../../services/tasks/schedules.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { withDatabase } from "../tasks/with-database.ts";

/** `restera schedule remove NAME` */
export async function scheduleRemoveCommand(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  const [name = ""] = context.arguments;
  await withDatabase(context, (database) => removeSchedule(database, name));
  if (settings.json) output.json({ message_type: "schedule_removed", name });
  else if (!settings.quiet) output.line(text(taskMessages.scheduleRemoved, { name }));
  return exitCodes.done;
}
