import type { Language } from "../../../foundation/messages/format-message.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { progressMessages } from "../../../foundation/messages/progress-messages.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type {
  BackUpInput,
  BackUpProgress,
  BackUpResult,
} from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { formatCount, formatDuration, formatNumber, formatSize } from "../output/format-values.ts";
import { type ProgressState, secondsRemaining } from "../output/progress.ts";
import { presentProblems } from "./present-problems.ts";
import { countsJson, shortId } from "./snapshot-json.ts";

/** One moment of a backup, as it is shown. */
export function backUpState(progress: BackUpProgress, language: Language): ProgressState {
  const { secondsElapsed, bytesDone, bytesTotal, filesDone, currentFiles } = progress;
  const [current] = currentFiles;
  return {
    label: progressMessages.backingUp[language],
    secondsElapsed,
    done: bytesDone,
    bytes: true,
    counts: formatCount(filesDone, nouns.file, language),
    ...(bytesTotal === undefined ? {} : { total: bytesTotal }),
    ...(current === undefined ? {} : { current }),
  };
}

/** The same moment as restic's message. */
export function backUpStatusJson(progress: BackUpProgress): object {
  const { secondsElapsed, bytesDone, bytesTotal, filesDone, filesTotal } = progress;
  const remaining = secondsRemaining(backUpState(progress, "en"));
  return {
    message_type: "status",
    seconds_elapsed: Math.floor(secondsElapsed),
    seconds_remaining: remaining === undefined ? undefined : Math.round(remaining),
    percent_done: bytesTotal ? Math.min(1, bytesDone / bytesTotal) : 0,
    total_files: filesTotal,
    files_done: filesDone,
    total_bytes: bytesTotal,
    bytes_done: bytesDone,
    error_count: progress.errors || undefined,
    current_files: progress.currentFiles.length > 0 ? progress.currentFiles : undefined,
  };
}

/** What a backup did: problems on stderr, the summary on stdout. */
export function presentBackUp(
  result: BackUpResult,
  input: BackUpInput,
  context: CommandContext,
): void {
  presentProblems(result.problems, context);
  if (context.settings.json) {
    context.output.json(backUpSummaryJson(result, input));
  } else if (!context.settings.quiet) {
    for (const line of backUpLines(result, input, context)) {
      context.output.line(line);
    }
  }
}

/** restic's summary message. */
export function backUpSummaryJson(result: BackUpResult, input: BackUpInput): object {
  const { summary } = result;
  return {
    message_type: "summary",
    ...countsJson(summary),
    total_duration: result.seconds,
    backup_start: summary.backupStart,
    backup_end: summary.backupEnd,
    snapshot_id: result.snapshot?.id,
    dry_run: input.dryRun || undefined,
  };
}

function backUpLines(
  { snapshot, parent, summary, seconds }: BackUpResult,
  input: BackUpInput,
  { language, text }: CommandContext,
): string[] {
  const number = (count: number) => formatNumber(count, language);
  const size = (bytes: number) => formatSize(bytes, language);
  const counts = (label: string, fresh: number, changed: number, same: number) =>
    text(resultMessages.backupCounts, {
      label,
      new: number(fresh),
      changed: number(changed),
      unmodified: number(same),
    });
  const outcome = () => {
    if (input.dryRun) {
      return text(resultMessages.dryRun);
    }
    return snapshot
      ? text(resultMessages.snapshotSaved, { id: shortId(snapshot.id) })
      : text(resultMessages.snapshotSkipped);
  };
  return [
    parent
      ? text(resultMessages.parent, { id: shortId(parent.id) })
      : text(resultMessages.noParent),
    counts(
      text(resultMessages.filesLabel),
      summary.filesNew,
      summary.filesChanged,
      summary.filesUnmodified,
    ),
    counts(
      text(resultMessages.foldersLabel),
      summary.dirsNew,
      summary.dirsChanged,
      summary.dirsUnmodified,
    ),
    text(resultMessages.added, {
      label: text(resultMessages.addedLabel),
      size: size(summary.dataAdded),
      packed: size(summary.dataAddedPacked),
    }),
    text(resultMessages.processed, {
      files: formatCount(summary.totalFilesProcessed, nouns.file, language),
      size: size(summary.totalBytesProcessed),
      duration: formatDuration(seconds, language),
    }),
    outcome(),
  ];
}
