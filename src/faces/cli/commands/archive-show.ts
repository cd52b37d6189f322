import { dirname } from "node:path";
import { archiveMessages } from "../../../foundation/messages/archive-messages.ts";
import type { ListedArchive } from "../../../services/archives/archive-metadata.ts";
import type { ArchiveContent } from "../../../services/archives/list-contents.ts";
import { listedFiles, readMetadata } from "../../../services/archives/read-metadata.ts";
import { archiveKey, chosenArchive } from "../archives/archive-context.ts";
import { formatText, sourceProblemText, timeText } from "../archives/present-archive.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatSize } from "../output/format-values.ts";
import { formatTable } from "../output/table.ts";

/** `restera archive show ARCHIVE` */
export async function archiveShowCommand(context: CommandContext): Promise<number> {
  const { settings, output, options } = context;
  const archive = await chosenArchive(context);
  if (options.flag("data")) {
    await showData(archive, context);
    return exitCodes.done;
  }
  const metadata = archive.has_metadata
    ? await readMetadata(dirname(archive.path), archive.backup_id)
    : undefined;
  const files = listedFiles(metadata?.files) ?? (await contents(archive, context));
  if (settings.json) output.json({ ...metadata, ...archive, files });
  else presentText(archive, files, context);
  return exitCodes.done;
}

/** What has no list beside it is read; of an encrypted archive only with its key. */
async function contents(
  archive: ListedArchive,
  context: CommandContext,
): Promise<readonly ArchiveContent[]> {
  const [key, maxContentBytes] = [await archiveKey(context), context.options.size("max-size")];
  if (archive.encryption !== undefined && key === undefined) return [];
  const { listContents } = await import("../../../services/archives/list-contents.ts");
  return await listContents(archive, { key, maxContentBytes, signal: context.signal });
}

async function showData(archive: ListedArchive, context: CommandContext): Promise<void> {
  const { readArchiveData } = await import("../../../services/archives/read-archive-data.ts");
  const { options, output, settings, signal } = context;
  const key = await archiveKey(context);
  const maxContentBytes = options.size("max-size");
  const how = { key, maxContentBytes, signal, exactNumbers: true };
  const data = await readArchiveData(archive, how);
  if (settings.json) output.json(data);
  else output.line(JSON.stringify(data.data_sources, null, 2));
  for (const problem of settings.json ? [] : data.problems) {
    output.note(sourceProblemText(problem, context));
  }
}

function presentText(
  archive: ListedArchive,
  files: readonly ArchiveContent[],
  context: CommandContext,
): void {
  const { output, text, language } = context;
  const size = (bytes: number | null) => (bytes === null ? "" : formatSize(bytes, language));
  const lines: [label: keyof typeof archiveMessages, value: string][] = [
    ["columnId", archive.backup_id],
    ["labelTime", timeText(archive.timestamp)],
    ["labelFile", archive.path],
    ["labelSize", size(archive.size_bytes)],
    ["labelContent", size(archive.content_size_bytes)],
    ["labelFormat", formatText(archive, context)],
    ["labelCloud", archive.cloud_path ?? text(archiveMessages[archive.cloud_sync_status])],
    ["labelMd5", archive.checksum ?? ""],
    ["labelSha256", archive.sha256 ?? ""],
    ...archive.problems.map((each): ["labelProblem", string] => [
      "labelProblem",
      sourceProblemText(each, context),
    ]),
  ];
  const shown = lines.filter(([, value]) => value !== "");
  const width = Math.max(...shown.map(([label]) => text(archiveMessages[label]).length));
  for (const [label, value] of shown) {
    output.line(`${text(archiveMessages[label]).padEnd(width)}  ${escapeText(value)}`);
  }
  const columns = [
    { title: text(archiveMessages.columnFile), shrink: true },
    { title: text(archiveMessages.columnSource) },
    { title: text(archiveMessages.columnSize), align: "right" as const },
  ];
  const rows = files.map((file) => [
    escapeText(file.path),
    escapeText(file.source),
    size(file.size_bytes),
  ]);
  if (rows.length === 0) return;
  output.line();
  for (const line of formatTable(columns, rows, output.width)) output.line(line);
}
