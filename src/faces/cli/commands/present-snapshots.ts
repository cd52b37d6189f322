import type { SnapshotGroup } from "../../../engine/snapshot/group-snapshots.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { keepReason } from "../../../foundation/messages/keep-reasons.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type { Snapshot } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatCount, formatSize, formatTime } from "../output/format-values.ts";
import { type Column, tableLines } from "../output/table.ts";
import { writeTexts } from "../output/write-texts.ts";
import { shortId } from "./snapshot-json.ts";

/** What all snapshots of a group share, in a line. */
export function groupName({ hostname, paths, tags }: Omit<SnapshotGroup, "snapshots">): string {
  return [hostname, paths?.join(", "), tags?.join(",")].filter(Boolean).join("  ");
}

/** A table of snapshots, by request without their paths; `reasons` has a column of its own, by id. */
export async function presentSnapshots(
  snapshots: readonly Snapshot[],
  context: CommandContext,
  reasons?: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const { output, language, options, text } = context;
  const compact = options.flag("compact");
  const separator = compact ? "," : "\n";
  const columns: Column[] = [
    { title: text(resultMessages.columnId) },
    { title: text(resultMessages.columnTime) },
    { title: text(resultMessages.columnHost), shrink: true },
    { title: text(resultMessages.columnTags), shrink: true },
    ...(reasons ? [{ title: text(resultMessages.columnReasons), shrink: true }] : []),
    ...(compact ? [] : [{ title: text(resultMessages.columnPaths), shrink: true }]),
    { title: text(resultMessages.columnSize), align: "right" },
  ];
  const row = (snapshot: Snapshot): string[] => [
    shortId(snapshot.id),
    formatTime(snapshot.time),
    escapeText(snapshot.hostname),
    (snapshot.tags ?? []).map(escapeText).join(separator),
    ...(reasons
      ? [
          (reasons.get(snapshot.id) ?? [])
            .map((reason) => escapeText(keepReason(reason, language)))
            .join(separator),
        ]
      : []),
    ...(compact ? [] : [snapshot.paths.map(escapeText).join("\n")]),
    snapshot.summary ? formatSize(snapshot.summary.totalBytesProcessed, language) : "",
  ];
  // Thousands of snapshots may have hundreds of paths each.
  const rows = { [Symbol.iterator]: () => snapshots.values().map(row) };
  const lines = tableLines(columns, rows, output.width);
  await writeTexts(
    lines.map((line) => `${line}\n`),
    output,
  );
  output.line(formatCount(snapshots.length, nouns.snapshot, language));
}
