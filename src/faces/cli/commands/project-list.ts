import { projectMessages } from "../../../foundation/messages/project-messages.ts";
import {
  type ListedProjects,
  listProjects,
  type ProjectFilter,
  projectSorts,
} from "../../../services/projects/list-projects.ts";
import { projectStatuses } from "../../../services/projects/project-metadata.ts";
import { gbOfBytes } from "../../../services/projects/project-storage.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatSize, formatTime } from "../output/format-values.ts";
import { formatTable } from "../output/table.ts";
import { chosenStorage, problemLine, projectJson } from "../projects/project-context.ts";

/** `restera project list` */
export async function projectListCommand(context: CommandContext): Promise<number> {
  const { settings, output, signal, text } = context;
  const storage = chosenStorage(context);
  const found = await listProjects(storage, filterOf(context), signal);
  const { projects, total, problems } = found;
  if (settings.json) {
    const listed = projects.map((each) => projectJson(each));
    output.json({ storage: storage.root, projects: listed, total, problems });
  } else {
    for (const each of problems) output.warn(problemLine(each, context));
    if (projects.length === 0) output.note(text(projectMessages.none));
    else for (const line of tableOf(found, context)) output.line(line);
    if (projects.length > 0 && projects.length < total) {
      output.note(text(projectMessages.more, { shown: projects.length, total }));
    }
  }
  return problems.length > 0 ? exitCodes.partly : exitCodes.done;
}

function filterOf({ options }: CommandContext): ProjectFilter {
  const [least, most] = [options.size("min-size"), options.size("max-size")];
  return {
    status: options.choice("status", [...projectStatuses, "all"]),
    language: options.text("language"),
    framework: options.text("framework"),
    tag: options.text("tag"),
    type: options.text("type"),
    minSizeGb: least === undefined ? undefined : gbOfBytes(least),
    maxSizeGb: most === undefined ? undefined : gbOfBytes(most),
    text: options.text("text"),
    olderThanDays: options.count("older-than"),
    newerThanDays: options.count("newer-than"),
    sort: options.choice("sort", projectSorts),
    descending: options.flag("reverse"),
    offset: options.count("offset"),
    limit: options.count("limit"),
  };
}

function tableOf({ projects }: ListedProjects, context: CommandContext): string[] {
  const { text, output, language } = context;
  const columns = [
    { title: text(projectMessages.columnId) },
    { title: text(projectMessages.columnName), shrink: true },
    { title: text(projectMessages.columnStatus) },
    { title: text(projectMessages.columnLanguages) },
    { title: text(projectMessages.columnUpdated) },
    { title: text(projectMessages.columnSize), align: "right" as const },
  ];
  const rows = projects.map(({ id, metadata }) => [
    id,
    escapeText(metadata.name),
    text(projectMessages[metadata.status]),
    escapeText(metadata.languages.join(", ")),
    formatTime(metadata.updated_at),
    formatSize(metadata.size_bytes, language),
  ]);
  return formatTable(columns, rows, output.width);
}
