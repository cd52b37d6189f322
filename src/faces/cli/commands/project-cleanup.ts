import { nouns } from "../../../foundation/messages/nouns.ts";
import { projectBackupMessages } from "../../../foundation/messages/project-backup-messages.ts";
import {
  cleanUpStorage,
  type CleanUpReport,
} from "../../../services/projects/clean-up/clean-up-storage.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount, formatSize } from "../output/format-values.ts";
import {
  chosenBackups,
  problemLine,
  storageOf,
  whileWorking,
} from "../projects/project-context.ts";
import { keptAmounts } from "./keep-policy.ts";
import { backupConfig, isSwitchedOff } from "../projects/upkeep-context.ts";

/** `restera project cleanup` */
export async function projectCleanupCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, signal } = context;
  const config = backupConfig(context);
  const { archiveAfterDays, cleanupEnabled, backup } = config.settings;
  if (isSwitchedOff(context, "cleanup_enabled", cleanupEnabled)) return exitCodes.done;
  const backups = chosenBackups(config, context);
  const given = keptAmounts(context);
  const input = {
    ...{ archiveAfterDays, dryRun: options.flag("dry-run") },
    // Said here, it stands for all that files say.
    versions: Object.keys(given).length > 0 ? given : config.settings.versions,
    pruneBackups: (dryRun: boolean) =>
      backups.prune({ days: backup.retentionDays, dryRun, signal }),
  };
  const report = await whileWorking(context, (run) =>
    cleanUpStorage(storageOf(config.settings), input, run),
  );
  const { problems } = report;
  if (settings.json) {
    output.json({ message_type: "summary", ...report });
  } else {
    for (const each of problems) output.warn(problemLine(each, context));
    if (!settings.quiet) for (const line of linesOf(report, context)) output.line(line);
  }
  return problems.length > 0 ? exitCodes.partly : exitCodes.done;
}

function linesOf(report: CleanUpReport, { text, language }: CommandContext): string[] {
  const { dry_run: isDry, archive, backups, cache, leftovers, versions } = report;
  const messages = projectBackupMessages;
  const size = (bytes: number) => formatSize(bytes, language);
  const each = (ids: readonly string[], message: Parameters<typeof text>[0]) =>
    ids.map((id) => text(message, { id }));
  const packed = formatCount(archive.projects.length, nouns.project, language);
  return [
    ...each(archive.projects, isDry ? messages.wouldArchive : messages.archived),
    ...each(
      [...backups.removed, ...backups.unfinished],
      isDry ? messages.wouldRemove : messages.removed,
    ),
    ...each(backups.kept, messages.keptOld),
    ...versions.removed.map(({ project_id: id, versions: numbers }) =>
      text(isDry ? messages.wouldRemoveVersions : messages.removedVersions, {
        ...{ id, versions: numbers.join(", ") },
      }),
    ),
    text(messages.cache, { size: size(cache.freed_bytes) }),
    ...(leftovers.freed_bytes > 0
      ? [text(messages.leftovers, { size: size(leftovers.freed_bytes) })]
      : []),
    isDry && archive.projects.length > 0
      ? text(messages.wouldFree, { size: size(report.freed_bytes), packed })
      : text(messages.freed, { size: size(report.freed_bytes) }),
  ];
}
