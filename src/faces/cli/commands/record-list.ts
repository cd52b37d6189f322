import { recordMessages } from "../../../foundation/messages/record-messages.ts";
import { listProjects, type ProjectInfo } from "../../../services/records/project-manifest.ts";
import { knownCollections } from "../../../services/records/record-name.ts";
import type { RecordStore } from "../../../services/records/record-store.ts";
import { listRecords, type RecordInfo } from "../../../services/records/records.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatSize, formatTime } from "../output/format-values.ts";
import { formatTable } from "../output/table.ts";
import { withRecords } from "../records/record-context.ts";

/** `restera record list [COLLECTION]` */
export async function recordListCommand(context: CommandContext): Promise<number> {
  const { settings, output, signal, text } = context;
  const [collection] = context.arguments;
  const [records, projects, store] = await withRecords(context, async (opened) => {
    const found = await findAll(opened, collection, signal);
    const isAll = collection === undefined || collection === "projects";
    return [found, isAll ? await listProjects(opened, { signal }) : [], opened.url] as const;
  });
  if (settings.json) {
    output.json({ store, records: records.map(recordJson), projects });
    return exitCodes.done;
  }
  if (records.length > 0) for (const line of recordTable(records, context)) output.line(line);
  if (projects.length > 0) for (const line of projectTable(projects, context)) output.line(line);
  if (records.length + projects.length === 0) output.note(text(recordMessages.none, { store }));
  return exitCodes.done;
}

async function findAll(
  opened: RecordStore,
  collection: string | undefined,
  signal: AbortSignal,
): Promise<RecordInfo[]> {
  const found: RecordInfo[] = [];
  const wanted = collection === undefined ? knownCollections : [collection];
  for (const each of wanted) {
    if (each === "projects") continue;
    for await (const info of listRecords(opened, each, { signal })) found.push(info);
  }
  return found;
}

function recordJson({
  key,
  collection,
  id,
  bytes,
  modified,
  timestamp,
  ...more
}: RecordInfo): object {
  const { isLatest: latest, isConflict: conflict } = more;
  return { key, collection, id, bytes, modified, timestamp: timestamp ?? null, latest, conflict };
}

function recordTable(records: readonly RecordInfo[], context: CommandContext): string[] {
  const { text, output, language } = context;
  const columns = [
    { title: text(recordMessages.columnKey), shrink: true },
    { title: text(recordMessages.columnTime) },
    { title: text(recordMessages.columnSize), align: "right" as const },
    { title: text(recordMessages.columnNote) },
  ];
  const rows = records.map(({ key, bytes, modified, timestamp, isLatest, isConflict }) => [
    escapeText(key),
    formatTime(new Date(timestamp ?? modified).toISOString()),
    formatSize(bytes, language),
    isConflict ? text(recordMessages.conflict) : isLatest ? text(recordMessages.latest) : "",
  ]);
  return formatTable(columns, rows, output.width);
}

function projectTable(projects: readonly ProjectInfo[], context: CommandContext): string[] {
  const { text, output, language } = context;
  const columns = [
    { title: text(recordMessages.columnProject), shrink: true },
    { title: text(recordMessages.columnTime) },
    { title: text(recordMessages.columnFiles), align: "right" as const },
    { title: text(recordMessages.columnSize), align: "right" as const },
    { title: text(recordMessages.columnNote) },
  ];
  const rows = projects.map(({ name, status, timestamp, files, bytes }) => [
    escapeText(name),
    timestamp === undefined ? "" : formatTime(new Date(timestamp).toISOString()),
    files === undefined ? "" : String(files),
    bytes === undefined ? "" : formatSize(bytes, language),
    text(recordMessages[status]),
  ]);
  return formatTable(columns, rows, output.width);
}
