import type { Message } from "../../../foundation/messages/format-message.ts";
import { forgetMessages } from "../../../foundation/messages/forget-messages.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import type { PruneProgress, PruneResult } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount, formatDuration, formatNumber, formatSize } from "../output/format-values.ts";
import type { ProgressState } from "../output/progress.ts";
import { shortId } from "./snapshot-json.ts";

const phases: Record<PruneProgress["phase"], Message> = {
  index: forgetMessages.phaseIndex,
  snapshots: forgetMessages.phaseSnapshots,
  repack: forgetMessages.phaseRepack,
  delete: forgetMessages.phaseDelete,
};

export function pruneState(progress: PruneProgress, context: CommandContext): ProgressState {
  const { language } = context;
  const { phase, secondsElapsed, done, total } = progress;
  const counts = `${formatNumber(done, language)} / ${formatNumber(total, language)}`;
  return { label: phases[phase][language], secondsElapsed, done, total, counts };
}

/** Shows what a prune did, as text or as one JSON message; gives the exit code. */
export function presentPrune(result: PruneResult, context: CommandContext): number {
  const { settings, output, text } = context;
  if (settings.json) {
    output.json(pruneJson(result));
  } else {
    presentText(result, context);
    for (const { pack, problem } of result.failed) {
      output.warn(text(forgetMessages.packNotDeleted, { pack: shortId(pack), problem }));
    }
  }
  return result.failed.length > 0 ? exitCodes.partly : exitCodes.done;
}

/** restic's numbers, and which packs are meant. */
function pruneJson(result: PruneResult): object {
  const { stats, dryRun, failed, bytesAdded, bytesDeleted, seconds } = result;
  const { repackRemove: repackrmBlobs, ...blobs } = stats.blobs;
  const { repackRemove: repackrmSize, unreferenced: unref, ...size } = stats.size;
  const { partlyUsed, unreferenced, ...packs } = stats.packs;
  const left = remaining(result);
  return {
    message_type: "summary",
    dry_run: dryRun,
    way: result.way,
    blobs: { ...blobs, repackrm: repackrmBlobs, remain: left.blobs },
    size: { ...size, repackrm: repackrmSize, unref, remain: left.size, remain_unused: left.unused },
    packs: { ...packs, partly_used: partlyUsed, unref: unreferenced },
    repacked: result.repacked,
    unused: result.unused,
    unreferenced: result.unreferenced,
    missing: result.missing,
    marked: result.marked,
    waiting: result.waiting,
    revived: result.revived,
    deleted: result.deleted,
    failed,
    bytes_added: bytesAdded,
    bytes_deleted: bytesDeleted,
    total_duration: seconds,
  };
}

function remaining({ stats: { blobs, size } }: PruneResult): {
  blobs: number;
  size: number;
  unused: number;
} {
  const { used, duplicate, unused, remove, repackRemove } = blobs;
  const unusedBytes = size.duplicate + size.unused - size.remove - size.repackRemove;
  return {
    blobs: used + duplicate + unused - remove - repackRemove,
    size: size.used + unusedBytes,
    unused: unusedBytes,
  };
}

function presentText(result: PruneResult, context: CommandContext): void {
  const { output, settings, language, text } = context;
  if (settings.quiet) {
    return;
  }
  if (result.dryRun) {
    output.line(text(forgetMessages.wouldPrune));
  }
  for (const [message, blobs, size] of lines(result, settings.verbosity > 0)) {
    const counted = blobs === undefined ? "" : formatCount(blobs, nouns.blob, language);
    output.line(
      text(message, { blobs: counted.padStart(18), size: formatSize(size, language) }).trimEnd(),
    );
  }
  const left = remaining(result);
  const share = left.size === 0 ? "0.00" : ((100 * left.unused) / left.size).toFixed(2);
  const size = formatSize(left.unused, language);
  output.line(
    text(forgetMessages.unusedAfter, {
      size,
      share: language === "fr" ? share.replace(".", ",") : share,
    }),
  );
  if (settings.verbosity > 0) {
    presentPacks(result, context);
  }
  presentOutcome(result, context);
}

type Line = readonly [message: Message, blobs: number | undefined, size: number];

/** restic's table. */
function lines(result: PruneResult, isVerbose: boolean): Line[] {
  const { blobs, size } = result.stats;
  const total = size.used + size.duplicate + size.unused + size.unreferenced;
  const gone = size.remove + size.repackRemove + size.unreferenced;
  const left = remaining(result);
  const details: Line[] = [
    [forgetMessages.pruneUsed, blobs.used, size.used],
    ...(blobs.duplicate > 0
      ? [[forgetMessages.pruneDuplicate, blobs.duplicate, size.duplicate] as const]
      : []),
    [forgetMessages.pruneUnused, blobs.unused, size.unused],
    ...(size.unreferenced > 0
      ? [[forgetMessages.pruneUnreferenced, undefined, size.unreferenced] as const]
      : []),
    [forgetMessages.pruneTotal, blobs.used + blobs.duplicate + blobs.unused, total],
  ];
  return [
    ...(isVerbose ? details : []),
    [forgetMessages.toRepack, blobs.repack, size.repack],
    [forgetMessages.repackRemoves, blobs.repackRemove, size.repackRemove],
    [forgetMessages.toDelete, blobs.remove, size.remove + size.unreferenced],
    [forgetMessages.totalPrune, blobs.remove + blobs.repackRemove, gone],
    ...(size.uncompressed > 0
      ? [[forgetMessages.notCompressed, undefined, size.uncompressed] as const]
      : []),
    [forgetMessages.remaining, left.blobs, left.size],
  ];
}

function presentPacks({ stats: { packs } }: PruneResult, context: CommandContext): void {
  const { output, language, text } = context;
  const { used, partlyUsed, unused, keep, repack, remove, unreferenced } = packs;
  const numbers = { used, partlyUsed, unused, keep, repack, remove, unreferenced };
  const shown = Object.entries(numbers).map(([name, value]) => [
    name,
    formatNumber(value, language),
  ]);
  const parameters = Object.fromEntries(shown) as Record<string, string>;
  output.line(text(forgetMessages.packCounts, parameters));
  output.line(text(forgetMessages.packFates, parameters));
}

function presentOutcome(result: PruneResult, context: CommandContext): void {
  const { output, language, text } = context;
  if (result.dryRun) {
    return;
  }
  const packs = (list: readonly unknown[]) => formatCount(list.length, nouns.pack, language);
  if (result.marked.length > 0) {
    output.line(text(forgetMessages.packsMarked, { packs: packs(result.marked) }));
  }
  if (result.revived.length > 0) {
    output.line(text(forgetMessages.packsRevived, { packs: packs(result.revived) }));
  }
  if (result.waiting.length > 0) {
    output.line(text(forgetMessages.packsWaiting, { packs: packs(result.waiting) }));
  }
  output.line(
    text(forgetMessages.packsDeleted, {
      packs: packs(result.deleted),
      size: formatSize(result.bytesDeleted, language),
      added: formatSize(result.bytesAdded, language),
      duration: formatDuration(result.seconds, language),
    }),
  );
}
