import { formatCount } from "../output/format-values.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type { Problem } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";

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
    for (const problem of problems) {
      output.jsonProblem({
        message_type: "error",
        error: { message: problem.problem },
        during: during[problem.during],
        item: problem.path,
      });
    }
    return;
  }
  if (problems.length === 0) {
    return;
  }
  const counted = formatCount(problems.length, nouns.problem, language);
  const shown = settings.verbosity > 0 ? problems : problems.slice(0, mostShown);
  output.warn(text(resultMessages.problemsTitle, { problems: counted }));
  for (const { path, problem } of shown) {
    output.warn(text(resultMessages.problem, { path, problem }));
  }
  if (shown.length < problems.length) {
    output.warn(text(resultMessages.moreProblems, { count: problems.length - shown.length }));
  }
}
