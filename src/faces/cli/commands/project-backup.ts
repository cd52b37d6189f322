import { nouns } from "../../../foundation/messages/nouns.ts";
import { projectBackupMessages } from "../../../foundation/messages/project-backup-messages.ts";
import type { BackupReport } from "../../../services/projects/backups/back-up-projects.ts";
import type { ListedBackup } from "../../../services/projects/backups/list-backups.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatCount, formatSize, formatTime } from "../output/format-values.ts";
import { formatTable } from "../output/table.ts";
import {
  chosenBackups,
  problemLine,
  storageOf,
  warnLowSpace,
  whileWorking,
} from "../projects/project-context.ts";
import { backupConfig, isSwitchedOff } from "../projects/upkeep-context.ts";
import { UsageError } from "../usage-error.ts";

/** `restera project backup [PROJECT…]` */
export async function projectBackupCommand(context: CommandContext): Promise<number> {
  const { options, arguments: projects } = context;
  const [isAll, isList, verified] = [
    options.flag("all"),
    options.flag("list"),
    options.text("verify"),
  ];
  const wanted = [projects.length > 0, isAll, isList, verified !== undefined];
  // The list may be one project's.
  if (isList && !isAll && verified === undefined) return await list(context);
  if (wanted.filter(Boolean).length !== 1) {
    throw new UsageError(projectBackupMessages.whichProjects);
  }
  if (verified !== undefined) return await verify(context, verified);
  const compression = options.flag("no-compression") ? false : undefined;
  const config = backupConfig(context, { "backup.compression": compression });
  if (isSwitchedOff(context, "backup.enabled", config.settings.backup.enabled)) {
    return exitCodes.done;
  }
  const backups = chosenBackups(config, context);
  const report = await whileWorking(context, (run) =>
    backups.backUp(isAll ? undefined : projects, run),
  );
  await warnLowSpace(context, storageOf(config.settings));
  return present(report, context);
}

function present(report: BackupReport, context: CommandContext): number {
  const { settings, output, language, text } = context;
  const { backup_id: backup, projects, problems, size_bytes: bytes, destinations } = report;
  if (settings.json) {
    const shown = projects.map((each) => ({ ...each, metadata: undefined }));
    output.json({ message_type: "summary", ...report, projects: shown });
  } else {
    for (const each of problems) output.warn(problemLine(each, context));
    for (const { project_id: id, consistent, left_out: links = [] } of projects) {
      if (!consistent) output.warn(text(projectBackupMessages.changing, { id }));
      for (const path of links) output.warn(text(projectBackupMessages.leftOut, { id, path }));
    }
    const parameters = {
      ...{ backup, size: formatSize(bytes, language), destinations: destinations.join(", ") },
      projects: formatCount(projects.length, nouns.project, language),
    };
    if (!settings.quiet) output.line(text(projectBackupMessages.made, parameters));
  }
  const isWhole = projects.every(({ left_out: links = [] }) => links.length === 0);
  return problems.length > 0 || !isWhole ? exitCodes.partly : exitCodes.done;
}

async function list(context: CommandContext): Promise<number> {
  const { settings, output, signal, text } = context;
  const [project, ...more] = context.arguments;
  if (more.length > 0) throw new UsageError(projectBackupMessages.whichProjects);
  const { backups, problems } = await chosenBackups(backupConfig(context), context).list({
    ...{ project, signal },
  });
  if (settings.json) {
    output.json({ backups, problems });
  } else {
    for (const each of [...problems, ...backups.flatMap((backup) => problemsOf(backup))]) {
      output.warn(problemLine(each, context));
    }
    if (backups.length === 0) output.note(text(projectBackupMessages.none));
    else for (const line of tableOf(backups, context)) output.line(line);
  }
  return problems.length > 0 ? exitCodes.partly : exitCodes.done;
}

/** What is wrong with one of the backups, under its id. */
function problemsOf({ backup_id: backup, problems }: ListedBackup) {
  return problems.map(({ id, problem }) => ({ id: `${backup}: ${id}`, problem }));
}

/** Narrower, the time goes: the id has it as well. */
const widthWithTime = 96;

function tableOf(
  backups: readonly ListedBackup[],
  { text, output, language }: CommandContext,
): string[] {
  const hasTime = output.width >= widthWithTime;
  const columns = [
    { title: text(projectBackupMessages.columnBackup) },
    ...(hasTime ? [{ title: text(projectBackupMessages.columnTime) }] : []),
    { title: text(projectBackupMessages.columnProjects), align: "right" as const },
    { title: text(projectBackupMessages.columnSize), align: "right" as const },
    { title: text(projectBackupMessages.columnStatus) },
    { title: text(projectBackupMessages.columnWhere), shrink: true },
  ];
  const rows = backups.map((each) => [
    each.backup_id,
    ...(hasTime ? [formatTime(each.created_at)] : []),
    String(each.project_count),
    formatSize(each.size_bytes, language),
    text(projectBackupMessages[each.status]),
    escapeText(each.destinations.join(", ")),
  ]);
  return formatTable(columns, rows, output.width);
}

async function verify(context: CommandContext, backup: string): Promise<number> {
  const { settings, output, signal, text, language } = context;
  const result = await chosenBackups(backupConfig(context), context).verify(backup, signal);
  if (settings.json) {
    output.json({ message_type: "summary", ...result });
  } else {
    for (const each of result.problems) output.warn(problemLine(each, context));
    const files = formatCount(result.files, nouns.file, language);
    const parameters = { backup: result.backup_id, files };
    if (result.ok && !settings.quiet) output.line(text(projectBackupMessages.sound, parameters));
  }
  return result.ok ? exitCodes.done : exitCodes.damaged;
}
