import { nouns } from "../../../foundation/messages/nouns.ts";
import { projectMessages } from "../../../foundation/messages/project-messages.ts";
import { storageStats } from "../../../services/projects/storage-stats.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount, formatSize } from "../output/format-values.ts";
import { chosenStorage, problemLine, warnLowSpace } from "../projects/project-context.ts";

/** `restera project stats` */
export async function projectStatsCommand(context: CommandContext): Promise<number> {
  const { settings, output, signal, language, text } = context;
  const storage = chosenStorage(context);
  const stats = await storageStats(storage, signal);
  const { problems } = stats;
  if (settings.json) {
    output.json({ storage: storage.root, ...stats });
  } else {
    for (const each of problems) output.warn(problemLine(each, context));
    const { active_projects: active, archived_projects: archived } = stats;
    const counts = { active, archived, deleted: stats.deleted_projects };
    const projects = formatCount(stats.total_projects, nouns.project, language);
    output.line(text(projectMessages.counts, { projects, ...counts }));
    const available = stats.available_space_bytes;
    const left = available === null ? "?" : formatSize(available, language);
    const used = formatSize(stats.total_size_bytes, language);
    output.line(text(projectMessages.used, { used, left }));
    if (stats.versions_size_bytes > 0) {
      const size = formatSize(stats.versions_size_bytes, language);
      output.line(text(projectMessages.usedByVersions, { size }));
    }
    await warnLowSpace(context, storage);
  }
  return problems.length > 0 ? exitCodes.partly : exitCodes.done;
}
