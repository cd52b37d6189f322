import { archiveCloudMessages } from "../../../foundation/messages/archive-cloud-messages.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { translateProblem } from "../../../foundation/messages/translate-problem.ts";
import {
  type SyncedArchives,
  syncArchives,
} from "../../../services/archives/cloud/sync-archives.ts";
import { archiveFolders, whileShown } from "../archives/archive-context.ts";
import { withArchiveCloud } from "../archives/cloud-context.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount, formatSize } from "../output/format-values.ts";

/** `restera archive sync` */
export async function archiveSyncCommand(context: CommandContext): Promise<number> {
  const { settings, output } = context;
  const { result, url } = await withArchiveCloud(context, async (cloud) => ({
    url: cloud?.url ?? "",
    result: await whileShown(context, "uploading", (run) =>
      syncArchives(archiveFolders(context), cloud, run),
    ),
  }));
  if (settings.json) output.json({ message_type: "summary", ...result });
  else present(result, url, context);
  const isWhole = result.failed.length === 0 && (url === "" || result.pending.length === 0);
  return isWhole ? exitCodes.done : exitCodes.partly;
}

function present(result: SyncedArchives, place: string, context: CommandContext): void {
  const { output, text, language, settings } = context;
  const count = (ids: readonly unknown[]) => formatCount(ids.length, nouns.archive, language);
  for (const { backup_id: id, problem } of result.failed) {
    const told = translateProblem(problem, language);
    output.warn(text(archiveCloudMessages.notSynced, { id, problem: told }));
  }
  if (place === "") {
    output.note(text(archiveCloudMessages.localOnly));
    return;
  }
  if (result.pending.length > 0) {
    output.warn(text(archiveCloudMessages.stillPending, { count: count(result.pending) }));
  }
  if (settings.quiet) return;
  const size = formatSize(result.uploaded_bytes, language);
  if (result.synced.length > 0) {
    output.line(text(archiveCloudMessages.synced, { count: count(result.synced), place, size }));
  } else if (result.failed.length === 0) {
    output.line(text(archiveCloudMessages.nothingToSync, { count: count(result.already_synced) }));
  }
}
