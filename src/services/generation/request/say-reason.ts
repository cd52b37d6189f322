import { formatMessage, type Language } from "../../../foundation/messages/format-message.ts";
import { generationMessages } from "../../../foundation/messages/generation-messages.ts";
import type { Reason } from "../generation.ts";

/** A score and what it is made of. */
export interface Judgement {
  readonly score: number;
  readonly reasons: readonly Reason[];
}

/** More findings than these are only counted. */
const shownAtMost = 6;

/** Gives a function that puts a reason into words of the given language. */
export function sayReason(language: Language) {
  return (
    code: keyof typeof generationMessages,
    points: number,
    found: readonly string[] = [],
  ): Reason => {
    const shown = found.slice(0, shownAtMost).join(", ");
    const parameters = {
      found: found.length > shownAtMost ? `${shown}, …` : shown,
      count: found.length,
    };
    return { code, points, text: formatMessage(generationMessages[code], parameters, language) };
  };
}
