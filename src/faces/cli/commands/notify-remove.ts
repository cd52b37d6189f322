import { healthMessages } from "../../../foundation/messages/health-messages.ts";
import { removeNotifier } from "../../../services/tasks/notifiers.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { withDatabase } from "../tasks/with-database.ts";

/** `restera notify remove NAME` */
export async function notifyRemoveCommand(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  const [name = ""] = context.arguments;
  await withDatabase(context, (database) => removeNotifier(database, name));
  if (settings.json) output.json({ message_type: "notifier_removed", name });
  else if (!settings.quiet) output.line(text(healthMessages.notifierRemoved, { name }));
  return exitCodes.done;
}
