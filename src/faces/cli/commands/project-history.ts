import { projectMessages } from "../../../foundation/messages/project-messages.ts";
import { projectHistory } from "../../../services/projects/project-history.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatSize, formatTime } from "../output/format-values.ts";
import { formatTable } from "../output/table.ts";
import { chosenStorage } from "../projects/project-context.ts";

/** `restera project history PROJECT` */
export async function projectHistoryCommand(context: CommandContext): Promise<number> {
  const { settings, output, signal, language, text } = context;
  const [id = ""] = context.arguments;
  const versions = await projectHistory(chosenStorage(context), id, { signal });
  if (settings.json) {
    output.json({ message_type: "project_history", project_id: id, versions });
    return exitCodes.done;
  }
  if (versions.length === 0) output.note(text(projectMessages.noVersions));
  const columns = [
    { title: text(projectMessages.columnVersion), align: "right" as const },
    { title: text(projectMessages.columnStored) },
    { title: text(projectMessages.columnFiles), align: "right" as const },
    { title: text(projectMessages.columnSize), align: "right" as const },
    { title: text(projectMessages.columnAdded), align: "right" as const },
  ];
  const rows = versions.map((each) => [
    `${each.current ? "* " : ""}${each.version}`,
    formatTime(each.time),
    String(each.file_count),
    formatSize(each.size_bytes, language),
    formatSize(each.added_bytes, language),
  ]);
  if (rows.length > 0)
    for (const line of formatTable(columns, rows, output.width)) output.line(line);
  return exitCodes.done;
}
