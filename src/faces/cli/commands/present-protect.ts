import type { Message } from "../../../foundation/messages/format-message.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { protectMessages } from "../../../foundation/messages/protect-messages.ts";
import type {
  ProtectInput,
  ProtectProgress,
  ProtectResult,
} from "../../../services/snapshots/protect.ts";
import type { SampleProof } from "../../../services/snapshots/restore-sample.ts";
import type { CommandContext } from "../command-context.ts";
import { formatCount, formatSize } from "../output/format-values.ts";
import { createProgress } from "../output/progress.ts";
import { shellQuote } from "../output/shell-quote.ts";
import { styleText } from "../output/style-text.ts";
import { wrapText } from "../output/text-width.ts";
import { checkState } from "./check.ts";
import { backUpState, backUpStatusJson, backUpSummaryJson } from "./present-backup.ts";
import { presentProblems } from "./present-problems.ts";
import { shortId } from "./snapshot-json.ts";

const phaseWords: Record<ProtectProgress["phase"], Message> = {
  open: protectMessages.phaseOpen,
  make: protectMessages.phaseMake,
  backup: protectMessages.phaseBackup,
  check: protectMessages.phaseCheck,
  restore: protectMessages.phaseRestore,
  recovery: protectMessages.phaseRecovery,
};

/** Says each phase once, and shows the progress of the long ones. */
export function showPhases(context: CommandContext): {
  readonly show: (progress: ProtectProgress) => void;
  readonly finish: () => void;
} {
  const { output, settings, language, text } = context;
  const display = createProgress(context);
  let current: ProtectProgress["phase"] | undefined;
  const show = (state: ProtectProgress) => {
    if (state.phase !== current) {
      current = state.phase;
      display.finish();
      if (settings.json && !settings.quiet) {
        output.json({ message_type: "phase", phase: state.phase });
      }
      output.note(`${text(phaseWords[state.phase])}…`);
    }
    if (state.phase === "backup" && state.progress) {
      const { progress } = state;
      display.update(backUpState(progress, language), () => backUpStatusJson(progress));
    } else if (state.phase === "check" && state.progress) {
      display.update(checkState(state.progress, context));
    }
  };
  return { show, finish: () => display.finish() };
}

/** The whole result, for scripts; the phrase only when this run made it. */
export function protectJson(
  result: ProtectResult,
  input: ProtectInput,
  phrase: string | undefined,
): object {
  const { check, backup } = result;
  return {
    message_type: "summary",
    vault: result.url,
    vault_id: result.vaultId,
    vault_made: result.made,
    password_file: result.passwordFile,
    recovery_phrase: phrase,
    recovery_proven: result.recovery && proofJson(result.recovery),
    paths: input.paths,
    backup: backUpSummaryJson(backup, { paths: input.paths }),
    problems: backup.problems,
    check: { ok: check.ok, packs: check.packs, findings: check.findings },
    sample: result.sample && proofJson(result.sample),
    same_disk: result.sameDisk,
    restore: restoreCommands(result),
  };
}

function proofJson({ files, bytes, changedSince, different }: SampleProof): object {
  return { ok: different.length === 0, files, bytes, changed_since: changedSince, different };
}

/** The command lines that bring everything back. */
function restoreCommands({ url }: ProtectResult): { restera: string; restic: string } {
  const vault = shellQuote(url);
  return {
    restera: `restera restore latest --vault ${vault} --target restored`,
    restic: `restic -r ${vault} restore latest --target restored`,
  };
}

/** What was kept and proven, the phrase, and the way back. */
export function presentProtect(
  result: ProtectResult,
  input: ProtectInput,
  phrase: string | undefined,
  context: CommandContext,
): void {
  const { settings, output } = context;
  presentProblems(result.backup.problems, context);
  presentFailures(result, context);
  if (!settings.quiet) {
    for (const line of resultLines(result, context)) {
      output.line(line);
    }
  }
  if (phrase !== undefined) {
    presentPhrase(phrase, result.recovery, context);
  }
  if (!settings.quiet) {
    for (const line of [...backLines(result, context), ...sameDiskLines(result, input, context)]) {
      output.line(line);
    }
  }
}

/** The phrase on a plain line of its own; also with --quiet, as it is shown only once. */
export function presentPhrase(
  phrase: string,
  proof: SampleProof | undefined,
  { output, settings, text }: CommandContext,
): void {
  if (settings.json) {
    output.json({ message_type: "recovery_phrase", recovery_phrase: phrase });
    return;
  }
  output.line();
  output.line(styleText("bold", text(protectMessages.phraseTitle), output.color));
  output.line();
  // In one piece, whatever the width: it must survive being copied.
  output.line(phrase);
  output.line();
  for (const line of wrapText(text(protectMessages.phraseAdvice), Math.min(80, output.width))) {
    output.line(line);
  }
  if (proof) {
    output.line(text(proofMessage(proof)));
  }
}

function proofMessage({ files, different }: SampleProof): Message {
  if (different.length > 0) {
    return protectMessages.phraseUnproven;
  }
  return files > 0 ? protectMessages.phraseProven : protectMessages.phraseOpened;
}

function presentFailures({ check, sample }: ProtectResult, { output, text }: CommandContext): void {
  if (!check.ok) {
    output.warn(text(protectMessages.notProtected));
    for (const { object, problem } of check.findings) {
      output.warn(text(protectMessages.path, { path: `${object}: ${problem}` }));
    }
  }
  if (sample?.different.length) {
    output.warn(text(protectMessages.notProven));
    for (const path of sample.different) {
      output.warn(text(protectMessages.path, { path }));
    }
  }
}

function resultLines(result: ProtectResult, { output, language, text }: CommandContext): string[] {
  const { backup, check, sample } = result;
  const size = (bytes: number) => formatSize(bytes, language);
  const files = (count: number) => formatCount(count, nouns.file, language);
  const failures = backup.problems.filter(({ harmless }) => !harmless).length;
  const parameters = {
    files: files(backup.summary.totalFilesProcessed),
    size: size(backup.summary.totalBytesProcessed),
    problems: formatCount(failures, nouns.item, language),
  };
  const partly = failures > 0;
  const title = partly ? protectMessages.partlyProtected : protectMessages.protected;
  const style = partly ? "yellow" : "green";
  const proven = sample?.different.length === 0 ? sample : undefined;
  return [
    "",
    ...(check.ok ? [styleText(style, text(title, parameters), output.color)] : []),
    text(protectMessages.vault, { url: result.url }),
    ...(result.passwordFile === undefined
      ? []
      : [text(protectMessages.key, { path: result.passwordFile })]),
    text(protectMessages.snapshot, {
      id: shortId(backup.snapshot?.id ?? ""),
      added: size(backup.summary.dataAddedPacked),
    }),
    ...(check.ok
      ? [text(protectMessages.checked, { packs: formatCount(check.packs, nouns.pack, language) })]
      : []),
    ...(proven === undefined
      ? []
      : [
          proven.files > 0
            ? text(protectMessages.proven, { files: files(proven.files), size: size(proven.bytes) })
            : text(protectMessages.provenEmpty),
        ]),
    ...(proven?.changedSince
      ? [text(protectMessages.changedSince, { files: files(proven.changedSince) })]
      : []),
  ];
}

function backLines(result: ProtectResult, { output, text }: CommandContext): string[] {
  const commands = restoreCommands(result);
  const prose = (message: Message) => wrapText(text(message), Math.min(80, output.width));
  return [
    "",
    styleText("bold", text(protectMessages.backTitle), output.color),
    ...prose(protectMessages.backRestera),
    `  ${commands.restera}`,
    ...prose(protectMessages.backRestic),
    `  ${commands.restic}`,
  ];
}

function sameDiskLines(
  { sameDisk }: ProtectResult,
  { paths }: ProtectInput,
  { output, text, arguments: given }: CommandContext,
): string[] {
  if (!sameDisk) {
    return [];
  }
  const words = `${text(protectMessages.sameDiskTitle)} ${text(protectMessages.sameDisk)}`;
  const lines = wrapText(words, Math.min(80, output.width));
  // What was found by itself is found again.
  const quoted = given.length > 0 ? paths.map((path) => ` ${shellQuote(path)}`).join("") : "";
  return [
    "",
    ...lines.map((line) => styleText("yellow", line, output.color)),
    `  restera protect --vault /media/usb/vault${quoted}`,
    `  restera protect --vault s3://bucket/vault${quoted}`,
  ];
}
