import type { Language, Message } from "../../../foundation/messages/format-message.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { progressMessages } from "../../../foundation/messages/progress-messages.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type {
  RestoreAction,
  RestoreInput,
  RestoreProgress,
  RestoreResult,
} from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatCount, formatDuration, formatNumber, formatSize } from "../output/format-values.ts";
import { jsonLine } from "../output/json-line.ts";
import type { ProgressState } from "../output/progress.ts";
import { padText, textWidth } from "../output/text-width.ts";
import { writeTexts } from "../output/write-texts.ts";
import { presentProblems } from "./present-problems.ts";

/** One moment of a restore, as it is shown. */
export function restoreState(progress: RestoreProgress, language: Language): ProgressState {
  return {
    label: progressMessages.restoring[language],
    secondsElapsed: progress.secondsElapsed,
    done: progress.bytesDone + progress.bytesSkipped,
    total: progress.bytesTotal,
    bytes: true,
    counts: formatCount(progress.filesDone, nouns.file, language),
  };
}

/** The same moment as restic's message. */
export function restoreStatusJson(progress: RestoreProgress): object {
  return { message_type: "status", ...progressJson(progress) };
}

function progressJson(progress: RestoreProgress): object {
  const { bytesDone, bytesSkipped, filesSkipped } = progress;
  // As in restic, the totals are without what is skipped.
  const bytesTotal = progress.bytesTotal - bytesSkipped;
  return {
    seconds_elapsed: Math.floor(progress.secondsElapsed),
    percent_done: bytesTotal > 0 ? Math.min(1, bytesDone / bytesTotal) : 1,
    total_files: progress.filesTotal - filesSkipped,
    files_restored: progress.filesDone,
    files_skipped: filesSkipped,
    files_deleted: progress.filesDeleted,
    total_bytes: bytesTotal,
    bytes_restored: bytesDone,
    bytes_skipped: bytesSkipped,
  };
}

/** What a restore did or would do: problems on stderr, the rest on stdout. */
export async function presentRestore(
  result: RestoreResult,
  input: RestoreInput,
  context: CommandContext,
): Promise<void> {
  const { settings, output } = context;
  if (settings.verbosity >= 2 || (input.dryRun && !settings.quiet)) {
    await writeTexts(actionLines(result, context), output);
  }
  presentProblems(result.problems, context);
  if (settings.json) {
    output.json(summaryJson(result, input));
  } else if (!settings.quiet) {
    for (const line of restoreLines(result, input, context)) {
      output.line(line);
    }
  }
}

/** restic's summary, with the plan and its hash. */
function summaryJson(result: RestoreResult, input: RestoreInput): object {
  const { plan } = result;
  return {
    message_type: "summary",
    ...progressJson(result),
    snapshot_id: result.snapshot.id,
    target: result.target,
    dry_run: input.dryRun || undefined,
    plan: {
      hash: plan.hash,
      create: plan.create,
      overwrite: plan.overwrite,
      delete: plan.delete,
      skip: plan.skip,
    },
  };
}

const actionWords: Record<RestoreAction["action"], { text: Message; restic: string }> = {
  create: { text: resultMessages.actionCreate, restic: "restored" },
  overwrite: { text: resultMessages.actionOverwrite, restic: "updated" },
  delete: { text: resultMessages.actionDelete, restic: "deleted" },
  skip: { text: resultMessages.actionSkip, restic: "unchanged" },
};

/** A line for each path: there can be millions. */
function* actionLines(
  { plan, target }: RestoreResult,
  { settings, language }: CommandContext,
): Generator<string> {
  const width = Math.max(
    ...Object.values(actionWords).map(({ text }) => textWidth(text[language])),
  );
  for (const each of plan.actions()) {
    const { path, type, size } = each;
    const words = actionWords[each.isKept === true ? "skip" : each.action];
    const line = settings.json
      ? jsonLine({ message_type: "verbose_status", ...verboseStatus(each, target) })
      : `${padText(words.text[language], width)}  ${escapeText(path)}${type === "file" ? `  ${formatSize(size, language)}` : ""}`;
    yield `${line}\n`;
  }
}

/** restic's: what is no file over a file is restored, whether something was there or not; the target is the root, but for what is deleted. */
function verboseStatus(
  { action, path, size, overFile = false, isKept = false }: RestoreAction,
  target: string,
): object {
  const isNew = action === "overwrite" && !overFile;
  const word = isNew ? "create" : isKept ? "skip" : action;
  const isBelow = action !== "delete" && path.startsWith(`${target}/`);
  return {
    action: actionWords[word].restic,
    item: isBelow ? path.slice(target.length) : path,
    size,
  };
}

function restoreLines(
  result: RestoreResult,
  input: RestoreInput,
  { language, text }: CommandContext,
): string[] {
  const items = (count: number) => formatCount(count, nouns.item, language);
  const number = (count: number) => formatNumber(count, language);
  const { plan } = result;
  if (input.dryRun) {
    return [
      text(resultMessages.wouldRestore, {
        items: items(plan.create + plan.overwrite),
        size: formatSize(result.bytesTotal, language),
        target: result.target,
      }),
      text(resultMessages.restorePlan, {
        create: number(plan.create),
        overwrite: number(plan.overwrite),
        delete: number(plan.delete),
        skip: number(plan.skip),
      }),
      text(resultMessages.planHash, { hash: plan.hash }),
      text(resultMessages.dryRun),
    ];
  }
  return [
    text(resultMessages.restored, {
      items: items(result.filesDone),
      size: formatSize(result.bytesDone, language),
      duration: formatDuration(result.secondsElapsed, language),
      target: result.target,
    }),
    ...(result.filesSkipped > 0
      ? [text(resultMessages.restoreSkipped, { items: items(result.filesSkipped) })]
      : []),
    ...(result.filesDeleted > 0
      ? [text(resultMessages.restoreDeleted, { items: items(result.filesDeleted) })]
      : []),
    ...(input.verify && result.problems.length === 0 ? [text(resultMessages.verified)] : []),
  ];
}
