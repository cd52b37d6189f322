import type { RequestFacts } from "../request/request-facts.ts";
import { stemOf } from "../request/plain-word.ts";
import { functionWords } from "../request/function-words.ts";

/** What two requests are compared by. */
export interface RequestVector {
  /** Stems of all words with content, each once. */
  readonly stems: readonly string[];
  /** Sizes and counts, each divided by what is a usual difference. */
  readonly numbers: readonly number[];
  readonly kind: string;
}

/** Numbers above this are years, ports and amounts, and no counts of things to make. */
const greatestCount = 200;

/** @param complexity 0–10 */
export function requestVector(facts: RequestFacts, complexity: number): RequestVector {
  const contentWords = facts.words.filter(
    (word) => !functionWords.en.has(word) && !functionWords.fr.has(word),
  );
  const counts = facts.words.map(Number).filter((count) => count > 1 && count <= greatestCount);
  const listed = facts.request.match(/,|\band\b|\bet\b/giu)?.length ?? 0;
  return {
    stems: [...new Set(contentWords.map(stemOf))],
    numbers: [
      complexity / 2,
      Math.log(1 + facts.words.length) / 0.6,
      Math.log(1 + facts.topics.length) / 0.6,
      facts.technologies.length / 1.5,
      facts.concerns.length / 1.5,
      facts.constraints.length / 2,
      listed / 1.5,
      Math.log(1 + Math.max(0, ...counts)) / 0.8,
    ],
    kind: facts.kind,
  };
}
