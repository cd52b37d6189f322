import { nouns } from "../../../foundation/messages/nouns.ts";
import { upkeepMessages } from "../../../foundation/messages/upkeep-messages.ts";
import type {
  CopyFromInput,
  CopyProgress,
  CopyResult,
  SnapshotCopy,
  Vault,
} from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount, formatDuration, formatNumber, formatSize } from "../output/format-values.ts";
import { createProgress, type ProgressState } from "../output/progress.ts";
import { fromContext } from "../vault-access/from-context.ts";
import { openContextVault } from "../vault-access/open-context-vault.ts";
import { lockInput } from "../vault-access/vault-options.ts";
import { packingInput } from "./packing-input.ts";
import { snapshotFilter } from "./snapshot-filter.ts";
import { shortId } from "./snapshot-json.ts";

/** `restera copy [snapshots…] --from-vault URL` */
export async function copyCommand(context: CommandContext): Promise<number> {
  const { settings, signal } = context;
  const input = copyInput(context);
  const from = fromContext(context, upkeepMessages.fromMissing);
  const display = createProgress(context);
  let isPart = false;
  const onDamaged = (): void => {
    isPart = true;
  };
  const result = await withBoth(context, from, onDamaged, (target, source) =>
    target.copyFrom(source, input, {
      signal,
      onProgress: (progress) => display.update(copyState(progress, context)),
    }),
  ).finally(() => display.finish());
  if (settings.json) {
    presentJson(result, context);
  } else {
    presentText(result, context);
  }
  return isPart ? exitCodes.partly : exitCodes.done;
}

function copyInput(context: CommandContext): CopyFromInput {
  const snapshots = context.arguments;
  const lock = lockInput(context);
  return {
    ...packingInput(context),
    filter: snapshotFilter(context),
    // As in restic, --no-lock is for the vault that is only read.
    sourceLock: lock,
    ...(lock.retryMs === undefined ? {} : { lock: { retryMs: lock.retryMs } }),
    ...(snapshots.length > 0 ? { snapshots } : {}),
  };
}

/** Opens both vaults at once: deriving a key from a password takes its time on one core. */
async function withBoth<Result>(
  context: CommandContext,
  from: CommandContext,
  onDamaged: () => void,
  work: (target: Vault, source: Vault) => Promise<Result>,
): Promise<Result> {
  // Only one of them may ask at the terminal at a time.
  const together = !context.settings.input || !context.system.stdin.isTTY;
  const first = openContextVault(from, undefined, onDamaged);
  first.catch(() => {});
  if (!together) {
    await first;
  }
  const [source, target] = await Promise.allSettled([first, openContextVault(context, "copy")]);
  try {
    if (source.status === "rejected") {
      throw source.reason;
    }
    if (target.status === "rejected") {
      throw target.reason;
    }
    return await work(target.value, source.value);
  } finally {
    for (const opened of [source, target]) {
      if (opened.status === "fulfilled") {
        await opened.value.close();
      }
    }
  }
}

function copyState(progress: CopyProgress, { language }: CommandContext): ProgressState {
  const { secondsElapsed, bytesDone, bytesTotal, snapshotsDone, snapshotsTotal } = progress;
  const counts = `${formatNumber(snapshotsDone, language)} / ${formatNumber(snapshotsTotal, language)}`;
  return {
    label: upkeepMessages.copying[language],
    secondsElapsed,
    done: bytesDone,
    ...(bytesTotal > 0 ? { total: bytesTotal } : {}),
    bytes: true,
    counts,
  };
}

function presentJson(result: CopyResult, { output }: CommandContext): void {
  const pair = ({ source, target }: SnapshotCopy) => ({
    source_snapshot_id: source.id,
    snapshot_id: target.id,
  });
  for (const copy of result.copied) {
    output.json({ message_type: "copied", ...pair(copy) });
  }
  for (const copy of result.skipped) {
    output.json({ message_type: "skipped", ...pair(copy) });
  }
  output.json({
    message_type: "summary",
    copied_snapshots: result.copied.length,
    skipped_snapshots: result.skipped.length,
    blobs_copied: result.blobs,
    bytes_added: result.bytesAdded,
    total_duration: result.seconds,
  });
}

function presentText(result: CopyResult, context: CommandContext): void {
  const { settings, output, language, text } = context;
  if (settings.quiet) {
    return;
  }
  const ids = ({ source, target }: SnapshotCopy) => ({
    source: shortId(source.id),
    target: shortId(target.id),
  });
  for (const copy of result.copied) {
    output.line(text(upkeepMessages.copied, ids(copy)));
  }
  for (const copy of settings.verbosity > 0 ? result.skipped : []) {
    output.line(text(upkeepMessages.copySkipped, ids(copy)));
  }
  const summary = {
    snapshots: formatCount(result.copied.length, nouns.snapshot, language),
    skipped: formatNumber(result.skipped.length, language),
    size: formatSize(result.bytesAdded, language),
    duration: formatDuration(result.seconds, language),
  };
  output.line(text(upkeepMessages.copyDone, summary));
}
