import { archiveMessages } from "../../../foundation/messages/archive-messages.ts";
import type { KnownArchive } from "../../../services/archives/cloud/all-archives.ts";
import { archiveFolders } from "../archives/archive-context.ts";
import { knownArchives, withArchiveCloud } from "../archives/cloud-context.ts";
import { formatText, timeText } from "../archives/present-archive.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatSize } from "../output/format-values.ts";
import { formatTable } from "../output/table.ts";

/** `restera archive list` */
export async function archiveListCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, text } = context;
  const all = await withArchiveCloud(context, (cloud) =>
    knownArchives(archiveFolders(context), cloud, context),
  );
  const shown = all.slice(0, options.count("limit") ?? all.length);
  if (settings.json) output.json(shown);
  else if (all.length === 0) output.note(text(archiveMessages.noArchives));
  else for (const line of table(shown, context)) output.line(line);
  return exitCodes.done;
}

function table(archives: readonly KnownArchive[], context: CommandContext): string[] {
  const { output, text, language } = context;
  const columns = [
    { title: text(archiveMessages.columnId) },
    { title: text(archiveMessages.columnTime) },
    { title: text(archiveMessages.columnSize), align: "right" as const },
    { title: text(archiveMessages.columnFormat) },
    { title: text(archiveMessages.columnCloud) },
  ];
  const rows = archives.map((archive) => [
    escapeText(archive.backup_id),
    escapeText(timeText(archive.timestamp)),
    formatSize(archive.size_bytes, language),
    formatText(archive, context),
    text(archiveMessages[archive.cloud_sync_status]),
  ]);
  return formatTable(columns, rows, output.width);
}
