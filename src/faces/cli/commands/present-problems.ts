import { nouns } from "../../../foundation/messages/nouns.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type { Problem } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount } from "../output/format-values.ts";

const mostShown = 20;

// restic's words for what it was doing.
const during: Record<Problem["during"], string> = {
  scan: "scan",
  read: "archival",
  restore: "restore",
  check: "check",
};

/** Names what could not be read or written, on stderr; nothing when all went well. */
export function presentProblems(
  problems: readonly Problem[],
  { settings, output, language, text }: CommandContext,
): void {
  if (settings.json) {
    for (const problem of problems.filter(({ harmless }) => !harmless)) {
      output.jsonProblem({
        message_type: "error",
        error: { message: problem.problem },
        during: during[problem.during],
        item: problem.path,
      });
    }
    return;
  }
  for (const { path, problem } of problems.filter(({ harmless }) => harmless)) {
    output.note(text(resultMessages.problem, { path, problem }));
  }
  const failures = problems.filter(({ harmless }) => !harmless);
  if (failures.length === 0) {
    return;
  }
  const counted = formatCount(failures.length, nouns.problem, language);
  const shown = settings.verbosity > 0 ? failures : failures.slice(0, mostShown);
  output.warn(text(resultMessages.problemsTitle, { problems: counted }));
  for (const { path, problem } of shown) {
    output.warn(text(resultMessages.problem, { path, problem }));
  }
  if (shown.length < failures.length) {
    output.warn(text(resultMessages.moreProblems, { count: failures.length - shown.length }));
  }
}

/** 13 when the vault is damaged, 3 when something else could not be read or written, else 0. */
export function exitCodeForProblems(
  problems: readonly Problem[],
  { output, text }: CommandContext,
): number {
  if (problems.every(({ harmless }) => harmless)) {
    return exitCodes.done;
  }
  if (problems.some(({ damaged, harmless }) => damaged && !harmless)) {
    output.note(text(resultMessages.damagedInPart));
    return exitCodes.damaged;
  }
  output.note(text(resultMessages.partlyDone));
  return exitCodes.partly;
}
