import { posix } from "node:path";
import type { Language, Message } from "../../../foundation/messages/format-message.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { progressMessages } from "../../../foundation/messages/progress-messages.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type {
  BackedUpItem,
  BackUpInput,
  BackUpProgress,
  BackUpResult,
} from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatCount, formatDuration, formatNumber, formatSize } from "../output/format-values.ts";
import { type ProgressState, secondsRemaining } from "../output/progress.ts";
import { padText, textWidth } from "../output/text-width.ts";
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

const changes: Record<BackedUpItem["change"], { text: Message; restic: string }> = {
  new: { text: resultMessages.itemNew, restic: "new" },
  changed: { text: resultMessages.itemChanged, restic: "modified" },
  unmodified: { text: resultMessages.itemSame, restic: "unchanged" },
};

/** Tells every item as it is saved, with -vv, and in JSON with -v as restic does; undefined when nobody wants to hear of them. */
export function itemTeller(context: CommandContext): ((item: BackedUpItem) => void) | undefined {
  const { settings, output, language, text } = context;
  if (settings.json ? settings.verbosity < 1 : settings.verbosity < 2) return undefined;
  if (settings.json) return (item) => output.json(itemJson(item));
  const width = Math.max(...Object.values(changes).map((each) => textWidth(each.text[language])));
  return (item) => {
    const { change, bytesAdded = 0, bytesAddedPacked = 0 } = item;
    const sizes = {
      size: formatSize(bytesAdded, language),
      packed: formatSize(bytesAddedPacked, language),
    };
    const added = bytesAdded > 0 ? `  ${text(resultMessages.itemAdded, sizes)}` : "";
    const word = padText(changes[change].text[language], width);
    output.line(`${word}  ${escapeText(pathInSnapshot(item))}${added}`);
  };
}

/** restic's message; how long an item took is not measured. */
function itemJson(item: BackedUpItem): object {
  return {
    message_type: "verbose_status",
    action: changes[item.change].restic,
    item: pathInSnapshot(item),
    data_size: item.bytesAdded,
    data_size_in_repo: item.bytesAddedPacked,
  };
}

/** Folders end in a slash, as restic has them. */
function pathInSnapshot({ path, type }: BackedUpItem): string {
  return posix.join("/", path, type === "dir" ? "/" : "");
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
