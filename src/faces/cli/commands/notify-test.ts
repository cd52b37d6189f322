import { healthMessages } from "../../../foundation/messages/health-messages.ts";
import { testNotice } from "../../../services/tasks/notice.ts";
import { findNotifier } from "../../../services/tasks/notifiers.ts";
import { notify } from "../../../services/tasks/notify.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { withDatabase } from "../tasks/with-database.ts";

/** `restera notify test NAME` */
export async function notifyTestCommand(context: CommandContext): Promise<number> {
  const { settings, output, signal, text } = context;
  const [name = ""] = context.arguments;
  const notifier = await withDatabase(context, (database) => findNotifier(database, name));
  await notify(notifier, testNotice(Date.now()), signal);
  if (settings.json) output.json({ message_type: "test_sent", name });
  else if (!settings.quiet) output.line(text(healthMessages.testSent, { name }));
  return exitCodes.done;
}
