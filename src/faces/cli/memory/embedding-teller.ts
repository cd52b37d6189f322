import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import { taskMessages } from "../../../foundation/messages/task-messages.ts";
import type { Embedder } from "../../../services/memory/embedding/embedder.ts";
import type { CommandContext } from "../command-context.ts";

/** Says that vectors are made; gives who says what is wrong with the embedder, once, and leaves other trouble to somebody else. */
export function embeddingTeller(
  { model }: Embedder,
  { output, text, language }: CommandContext,
): (error: unknown, other: (error: unknown) => void) => void {
  output.note(text(taskMessages.embedding, { model }));
  let last = "";
  return (error, other) => {
    if (!(error instanceof ResteraError && error.code.startsWith("embedder-"))) return other(error);
    if (error.message !== last) output.warn(error.messageIn(language));
    last = error.message;
  };
}

/** Says the same trouble with the database once, not every second. */
export function troubleTeller({ output, text }: CommandContext): (error: unknown) => void {
  let last = "";
  return (error) => {
    const problem = problemOf(error);
    if (problem !== last) output.warn(text(taskMessages.databaseTrouble, { problem }));
    last = problem;
  };
}
