import { archiveCloudMessages } from "../../../foundation/messages/archive-cloud-messages.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import type { KnownArchive } from "../../../services/archives/cloud/all-archives.ts";
import {
  type ArchiveStatistics,
  archiveStatistics,
} from "../../../services/archives/cloud/archive-statistics.ts";
import { storagePrices } from "../../../services/archives/cloud/storage-prices.ts";
import { cloudProvider } from "../../environment/open-archive-cloud.ts";
import { archiveFolders } from "../archives/archive-context.ts";
import { archiveEnvironment, knownArchives, withArchiveCloud } from "../archives/cloud-context.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatCount, formatPercent, formatSize } from "../output/format-values.ts";

const ruleWidth = 70;

/** `restera archive stats`: the SignalTrust summary's dashboard. */
export async function archiveStatsCommand(context: CommandContext): Promise<number> {
  const { settings, output, options } = context;
  const archives = await withArchiveCloud(context, (cloud) =>
    knownArchives(archiveFolders(context), cloud, context),
  );
  const statistics = archiveStatistics(archives, cloudProvider(archiveEnvironment(context)));
  const recent = archives.slice(0, options.count("limit") ?? 5);
  if (settings.json) {
    output.json({ message_type: "summary", statistics, recent_backups: recent });
  } else {
    for (const line of dashboard(statistics, recent, context)) output.line(line);
  }
  return exitCodes.done;
}

function dashboard(
  statistics: ArchiveStatistics,
  recent: readonly KnownArchive[],
  { text, language }: CommandContext,
): string[] {
  const { provider, total_backups: count, cloud_synced: synced, cloud_failed: failed } = statistics;
  const rule = "=".repeat(ruleWidth);
  const size = formatSize(statistics.total_size_bytes, language);
  const ratio = statistics.compression_ratio;
  const costs = statistics.estimated_costs
    .map((each) => `${each.provider.toUpperCase()} $${each.per_month.toFixed(2)}`)
    .join(", ");
  return [
    ...[rule, text(archiveCloudMessages.dashboard), rule, ""],
    text(archiveCloudMessages.provider, { provider: provider.toUpperCase() }),
    text(archiveCloudMessages.totalBackups, { count }),
    text(archiveCloudMessages.totalSize, { size }),
    text(archiveCloudMessages.cloudSynced, { synced, count }),
    ...(ratio === null || ratio >= 1
      ? []
      : [
          text(archiveCloudMessages.saved, {
            content: formatSize(statistics.content_size_bytes, language),
            size,
            saved: formatPercent(1 - ratio, language),
          }),
        ]),
    text(archiveCloudMessages.cost, { costs, date: storagePrices.asOf }),
    ...(failed > 0
      ? [
          text(archiveCloudMessages.failedOnes, {
            count: formatCount(failed, nouns.archive, language),
          }),
        ]
      : []),
    ...(recent.length === 0 ? [] : ["", text(archiveCloudMessages.recent)]),
    ...recent.map(({ backup_id: id, timestamp }) =>
      escapeText(`    ${id} - ${timestamp.replace(/\.\d+$/, "")}`),
    ),
  ];
}
