import { ResteraError } from "../../../foundation/errors.ts";
import { recordMessages } from "../../../foundation/messages/record-messages.ts";
import { recordHistory } from "../../../services/records/record-history.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatSize, formatTime } from "../output/format-values.ts";
import { formatTable } from "../output/table.ts";
import { withRecords } from "../records/record-context.ts";

/** `restera record history COLLECTION [ID]` */
export async function recordHistoryCommand(context: CommandContext): Promise<number> {
  const { settings, output, signal, text, language } = context;
  const [collection = "", id] = context.arguments;
  const states = await withRecords(context, async (records) => {
    const found = await recordHistory(records, collection, id, { signal });
    if (found.length > 0) return found;
    const key = `${collection}/${id ?? ""}`;
    throw new ResteraError("record-missing", { key, store: records.url });
  });
  if (settings.json) {
    output.json(states.map(({ isCurrent: current, ...state }) => ({ ...state, current })));
    return exitCodes.done;
  }
  const columns = [
    { title: text(recordMessages.columnTime) },
    { title: text(recordMessages.columnKey), shrink: true },
    { title: text(recordMessages.columnSize), align: "right" as const },
    { title: text(recordMessages.columnNote) },
  ];
  const rows = states.map(({ key, timestamp, bytes, isCurrent }) => [
    formatTime(new Date(timestamp).toISOString()),
    escapeText(key),
    formatSize(bytes, language),
    isCurrent ? text(recordMessages.current) : "",
  ]);
  for (const line of formatTable(columns, rows, output.width)) output.line(line);
  return exitCodes.done;
}
