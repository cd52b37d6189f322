import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type { Message } from "../../../foundation/messages/format-message.ts";
import type { VaultStats } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatNumber, formatSize } from "../output/format-values.ts";
import { padText, textWidth } from "../output/text-width.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { snapshotFilter } from "./snapshot-filter.ts";

const modes = ["restore-size", "files-by-contents", "blobs-per-file", "raw-data"] as const;

/** `restera stats [snapshots…]` */
export async function statsCommand(context: CommandContext): Promise<number> {
  const { options, settings, output, signal } = context;
  const mode = options.choice("mode", modes) ?? "restore-size";
  const snapshots = context.arguments;
  const filter = snapshotFilter(context);
  const stats = await withVault(context, (vault) =>
    vault.stats({ mode, filter, ...(snapshots.length > 0 ? { snapshots } : {}) }, { signal }),
  );
  if (settings.json) {
    output.json(statsJson(stats));
  } else {
    presentStats(stats, context);
  }
  return exitCodes.done;
}

function statsJson(stats: VaultStats): Record<string, unknown> {
  return {
    total_size: stats.totalSize,
    total_uncompressed_size: stats.totalUncompressedSize,
    compression_ratio: stats.compressionRatio,
    compression_progress: stats.compressionProgress,
    compression_space_saving: stats.compressionSpaceSaving,
    total_file_count: stats.totalFileCount,
    total_blob_count: stats.totalBlobCount,
    snapshots_count: stats.snapshotsCount,
  };
}

function presentStats(stats: VaultStats, { output, language, text }: CommandContext): void {
  const number = (value: number | undefined) => value && formatNumber(value, language);
  const size = (value: number | undefined) =>
    value === undefined ? undefined : formatSize(value, language);
  const decimal = (value: number | undefined, digits: number, unit: string) =>
    value === undefined
      ? undefined
      : value.toFixed(digits).replace(".", language === "fr" ? "," : ".") + unit;
  const all: [Message, string | number | undefined][] = [
    [resultMessages.statsSnapshots, formatNumber(stats.snapshotsCount, language)],
    [resultMessages.statsFiles, number(stats.totalFileCount)],
    [resultMessages.statsBlobs, number(stats.totalBlobCount)],
    [resultMessages.statsUncompressed, size(stats.totalUncompressedSize)],
    [resultMessages.statsSize, size(stats.totalSize)],
    [resultMessages.statsRatio, decimal(stats.compressionRatio, 2, "x")],
    [
      resultMessages.statsSaving,
      decimal(stats.compressionSpaceSaving, 1, language === "fr" ? " %" : "%"),
    ],
  ];
  const rows = all.filter(([, value]) => value !== undefined);
  const width = Math.max(...rows.map(([label]) => textWidth(label[language])));
  output.line(text(resultMessages.statsMode, { mode: stats.mode }));
  for (const [label, value] of rows) {
    output.line(`  ${padText(label[language], width)}  ${value}`);
  }
}
