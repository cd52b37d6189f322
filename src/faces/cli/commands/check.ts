import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import type { Message } from "../../../foundation/messages/format-message.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { progressMessages } from "../../../foundation/messages/progress-messages.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type {
  CheckFinding,
  CheckProgress,
  CheckReport,
  CheckVaultInput,
} from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount, formatDuration, formatNumber, formatSize } from "../output/format-values.ts";
import { createProgress, type ProgressState } from "../output/progress.ts";
import { UsageError } from "../usage-error.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { lockInput } from "../vault-access/vault-options.ts";
import { snapshotFilter } from "./snapshot-filter.ts";

/** Harmless findings shown without --verbose: a backup that broke off can leave hundreds. */
const mostHints = 5;

const phaseLabels: Record<CheckProgress["phase"], Message> = {
  index: progressMessages.checkingIndex,
  packs: progressMessages.checkingPacks,
  snapshots: progressMessages.checkingSnapshots,
  data: progressMessages.checkingData,
};

/** `restera check [snapshots…]` */
export async function checkCommand(context: CommandContext): Promise<number> {
  const { settings, signal } = context;
  const input = checkInput(context);
  const display = createProgress(context);
  const readsData = input.readData === true || input.readDataSubset !== undefined;
  const report = await withVault(
    context,
    (vault) =>
      vault.check(input, {
        signal,
        onProgress: (progress) => display.update(checkState(progress, context)),
      }),
    readsData ? "check" : undefined,
  ).finally(() => display.finish());
  if (settings.json) {
    presentJson(report, context);
  } else {
    presentText(report, context);
  }
  return report.ok ? exitCodes.done : exitCodes.damaged;
}

function checkInput(context: CommandContext): CheckVaultInput {
  const { options } = context;
  const readData = options.flag("read-data");
  const readDataSubset = options.text("read-data-subset");
  if (readData && readDataSubset !== undefined) {
    throw new UsageError(cliMessages.notTogether, {
      first: "--read-data",
      second: "--read-data-subset",
    });
  }
  return {
    lock: lockInput(context),
    ...(readData ? { readData } : {}),
    ...(readDataSubset === undefined ? {} : { readDataSubset }),
    snapshots: context.arguments,
    filter: snapshotFilter(context),
  };
}

/** One moment of a check, as it is shown. */
export function checkState(
  { phase, done, total, secondsElapsed }: CheckProgress,
  { language }: Pick<CommandContext, "language">,
): ProgressState {
  const counts = `${formatNumber(done, language)} / ${formatNumber(total, language)}`;
  return { label: phaseLabels[phase][language], secondsElapsed, done, total, counts };
}

/** restic's summary, with what ours knows more. */
function presentJson(report: CheckReport, { output }: CommandContext): void {
  const errors = report.findings.filter(({ level }) => level === "error");
  const hints = report.findings.filter(({ level }) => level === "hint");
  for (const { object, problem } of errors) {
    output.jsonProblem({
      message_type: "error",
      message: `${object}: ${problem}`,
      object,
      problem,
    });
  }
  // What is not there is nothing for `repair packs`, which these ids are meant for.
  const broken = errors.flatMap(({ object, isMissing = false }) =>
    isMissing ? [] : (/^pack ([0-9a-f]{64})$/.exec(object)?.[1] ?? []),
  );
  const packs = [...new Set(broken)];
  output.json({
    message_type: "summary",
    num_errors: errors.length,
    broken_packs: packs.length > 0 ? packs : null,
    suggest_repair_index: report.findings.some(({ object }) => object.startsWith("index")),
    suggest_prune: hints.some(({ object }) => object.startsWith("pack")),
    hints: hints.map(({ object, problem }) => ({ object, problem })),
    snapshots: report.snapshots,
    snapshots_left_out: report.snapshotsLeftOut,
    packs: report.packs,
    packs_read: report.packsRead,
    bytes_read: report.bytesRead,
    unused_blobs: report.unusedBlobs,
    total_duration: report.seconds,
  });
}

function presentText(report: CheckReport, context: CommandContext): void {
  const { output, settings, language, text } = context;
  const say = ({ object, problem }: CheckFinding) =>
    text(resultMessages.problem, { path: object, problem });
  const hints = report.findings.filter(({ level }) => level === "hint");
  const shown = settings.verbosity > 0 ? hints : hints.slice(0, mostHints);
  for (const { object, problem } of shown) {
    // Nobody has to do anything about these, so a line that fits is better than a whole id.
    output.note(
      say({ level: "hint", object: object.replace(/(?<=[\da-f]{12})[\da-f]{52}$/, "…"), problem }),
    );
  }
  if (shown.length < hints.length) {
    output.note(text(resultMessages.moreHints, { count: hints.length - shown.length }));
  }
  for (const finding of report.findings.filter(({ level }) => level === "error")) {
    output.warn(say(finding));
  }
  const errors = report.findings.length - hints.length;
  if (errors > 0) {
    const counted = formatCount(errors, nouns.error, language);
    output.warn(text(resultMessages.checkFailed, { errors: counted }));
    return;
  }
  if (settings.quiet) {
    return;
  }
  const packs = formatCount(report.packs, nouns.pack, language);
  const snapshots = formatCount(report.snapshots, nouns.snapshot, language);
  const duration = formatDuration(report.seconds, language);
  output.line(text(resultMessages.checkCounts, { snapshots, packs, duration }));
  if (report.snapshotsLeftOut > 0) {
    const others = formatCount(report.snapshotsLeftOut, nouns.snapshot, language);
    output.line(text(resultMessages.checkLeftOut, { snapshots: others }));
  }
  if (report.packsRead > 0) {
    const read = formatCount(report.packsRead, nouns.pack, language);
    const size = formatSize(report.bytesRead, language);
    output.line(text(resultMessages.checkRead, { packs: read, size }));
  }
  const { unusedBlobs = 0 } = report;
  if (unusedBlobs > 0) {
    const blobs = formatCount(unusedBlobs, nouns.blob, language);
    output.line(text(resultMessages.unusedBlobs, { blobs }));
  }
  output.line(text(resultMessages.checkPassed));
}
