import { archiveCloudMessages } from "../../../foundation/messages/archive-cloud-messages.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { pruneArchives } from "../../../services/archives/cloud/prune-archives.ts";
import { archiveFolders, archiveKey, whileShown } from "../archives/archive-context.ts";
import { withArchiveCloud } from "../archives/cloud-context.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount, formatSize } from "../output/format-values.ts";
import { UsageError } from "../usage-error.ts";

/** `restera archive prune` */
export async function archivePruneCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, text, language } = context;
  const [keepLast, keepDays] = [options.count("keep-last"), options.count("keep-days")];
  if (keepLast === 0)
    throw new UsageError(cliMessages.badValue, { option: "--keep-last", value: "0" });
  const policy = { keepLast, keepDays, dryRun: options.flag("dry-run") };
  const key = await archiveKey(context);
  const result = await withArchiveCloud(context, (cloud) =>
    whileShown(context, "verifying", (run) =>
      pruneArchives(archiveFolders(context), cloud, policy, { ...run, key }),
    ),
  );
  if (settings.json) {
    output.json({ message_type: "summary", ...result });
    return exitCodes.done;
  }
  for (const id of result.spared) output.warn(text(archiveCloudMessages.spared, { id }));
  if (settings.verbosity > 0) for (const id of result.removed) output.line(id);
  const count = (ids: readonly string[]) => formatCount(ids.length, nouns.archive, language);
  const parameters = {
    count: count(result.removed),
    size: formatSize(result.removed_bytes, language),
    kept: count([...result.kept, ...result.spared]),
  };
  const message = policy.dryRun ? archiveCloudMessages.wouldPrune : archiveCloudMessages.pruned;
  if (!settings.quiet) output.line(text(message, parameters));
  return exitCodes.done;
}
