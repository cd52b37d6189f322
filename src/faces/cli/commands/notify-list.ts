import { healthMessages } from "../../../foundation/messages/health-messages.ts";
import { taskMessages } from "../../../foundation/messages/task-messages.ts";
import { listNotifiers, type Notifier } from "../../../services/tasks/notifiers.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { shellQuote } from "../output/shell-quote.ts";
import { formatTable } from "../output/table.ts";
import { notifierJson } from "../tasks/notifier-json.ts";
import { withDatabase } from "../tasks/with-database.ts";

/** `restera notify list` */
export async function notifyListCommand(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  const notifiers = await withDatabase(context, listNotifiers);
  if (settings.json) output.json(notifiers.map(notifierJson));
  else if (notifiers.length === 0) output.note(text(healthMessages.noNotifiers));
  else {
    const columns = [
      { title: text(taskMessages.columnName) },
      { title: text(healthMessages.columnHow), shrink: true },
      { title: text(healthMessages.columnEvents) },
    ];
    const rows = notifiers.map((each) => [
      escapeText(each.name),
      howText(each),
      each.events.join(", "),
    ]);
    for (const line of formatTable(columns, rows, output.width)) output.line(line);
  }
  return exitCodes.done;
}

function howText({ target }: Notifier): string {
  if (target.kind === "webhook") return escapeText(target.url);
  return target.kind === "email"
    ? escapeText(`${target.to} (${target.server})`)
    : target.words.map(shellQuote).join(" ");
}
