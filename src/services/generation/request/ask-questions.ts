import { formatMessage } from "../../../foundation/messages/format-message.ts";
import { generationMessages } from "../../../foundation/messages/generation-messages.ts";
import type { Question } from "../generation.ts";
import type { RequestFacts } from "./request-facts.ts";
import { weakArtefacts } from "./weak-words.ts";

/** More than these nobody answers at once. */
const questionsAtMost = 5;
/** From here on nothing has to be asked, and still may be. */
const clearEnough = 90;

/**
 * The questions whose answers would make a request clearer, the most useful first. One that is too complex is asked
 * for its first part; one that is not clear gets at least one question.
 */
export function askQuestions(
  facts: RequestFacts,
  clarity: number,
  complexity: number,
  gates: { readonly minClarity: number; readonly maxComplexity: number },
): Question[] {
  const ask = (code: keyof typeof generationMessages, found: readonly string[] = []): Question => ({
    code,
    text: formatMessage(
      generationMessages[code],
      { found: found.slice(0, 3).join(", "), complexity },
      facts.language,
    ),
  });
  const questions: Question[] = [];
  if (complexity > gates.maxComplexity) questions.push(ask("ask-part"));
  if (clarity >= clearEnough && clarity >= gates.minClarity) return questions;
  const hasArtefact = facts.artefacts.some((word) => !weakArtefacts.has(word));
  if (facts.openReferences.length > 0) questions.push(ask("ask-reference", facts.openReferences));
  if (facts.actions.length === 0 && !hasArtefact) questions.push(ask("ask-action"));
  if (!hasArtefact) questions.push(ask("ask-artefact"));
  if (facts.topics.length < 3) questions.push(ask("ask-matter"));
  if (facts.vague.length > 0) questions.push(ask("ask-vague", facts.vague));
  if (facts.constraints.length < 2) questions.push(ask("ask-conditions"));
  if (facts.technologies.length === 0) questions.push(ask("ask-technologies"));
  if (questions.length === 0 && clarity < gates.minClarity) questions.push(ask("ask-more"));
  return questions.slice(0, questionsAtMost);
}
