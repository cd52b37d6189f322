import { resolve } from "node:path";
import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import {
  type IndexedFolder,
  indexedFolders,
  indexFolder,
} from "../../../services/memory/documents/index-folder.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { withMemory } from "../memory/memory-context.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatTime } from "../output/format-values.ts";
import { createProgress } from "../output/progress.ts";
import { formatTable } from "../output/table.ts";

/** `restera memory doc [FOLDER]` */
export async function memoryDocCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, signal, system, text } = context;
  const [folder] = context.arguments;
  if (folder === undefined) return listFolders(context);
  const progress = createProgress(context);
  const began = performance.now();
  const result = await withMemory(context, (store) =>
    indexFolder(store, {
      ...{ folder: resolve(system.cwd, folder), signal },
      ...{ name: options.text("name"), tags: options.texts("tag") },
      onProgress: ({ documents: done }) => {
        const secondsElapsed = (performance.now() - began) / 1000;
        progress.update({ label: text(memoryMessages.indexing), secondsElapsed, done });
      },
    }),
  ).finally(() => progress.finish());
  const { problems, ...counts } = result;
  for (const { path, problem } of problems) {
    if (!settings.json) output.warn(text(memoryMessages.fileProblem, { path, problem }));
  }
  if (settings.json) output.json({ message_type: "summary", ...counts, problems });
  else if (!settings.quiet) {
    const message = counts.documents === 1 ? memoryMessages.indexedOne : memoryMessages.indexed;
    output.line(text(message, { ...counts }));
  }
  return problems.length > 0 ? exitCodes.partly : exitCodes.done;
}

async function listFolders(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  const folders = await withMemory(context, indexedFolders);
  if (settings.json) output.json(folders.map(folderJson));
  else if (folders.length === 0) output.note(text(memoryMessages.nothing));
  else {
    const columns = [
      { title: text(memoryMessages.columnName), shrink: true },
      { title: text(memoryMessages.columnDocuments), align: "right" as const },
      { title: text(memoryMessages.columnTime) },
      { title: text(memoryMessages.columnFolder), shrink: true },
    ];
    const rows = folders.map((each) => [
      ...[escapeText(each.name), String(each.documents), formatTime(timeOf(each))],
      escapeText(each.folder),
    ]);
    for (const line of formatTable(columns, rows, output.width)) output.line(line);
  }
  return exitCodes.done;
}

function folderJson(each: IndexedFolder): object {
  const { name, folder, documents } = each;
  return { name, folder, documents, indexed_at: timeOf(each) };
}

function timeOf({ indexedMs }: IndexedFolder): string {
  return new Date(indexedMs).toISOString();
}
