import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import { translateProblem } from "../../../foundation/messages/translate-problem.ts";
import type { CommandContext } from "../command-context.ts";

/** What a cloud that fails comes down to, in one line of the user's language. */
export function cloudProblem(
  error: unknown,
  { language }: Pick<CommandContext, "language">,
): string {
  if (!(error instanceof ResteraError)) return problemOf(error).replaceAll("\n", " ");
  const problem = error.details["problem"];
  const details =
    typeof problem === "string"
      ? { ...error.details, problem: translateProblem(problem, language) }
      : error.details;
  return new ResteraError(error.code, details).messageIn(language).replaceAll("\n", ". ");
}
