import type { LearnedEntry, LearningData } from "../generation.ts";
import type { Cost } from "./first-guess.ts";

/** A request and what it really cost. */
export interface Sample {
  readonly sessionId: string;
  readonly request: string;
  readonly actual: Partial<Cost>;
}

/**
 * Pairs the actual costs with the requests of their sessions, oldest first. Entries without a request or a cost, and
 * those of other programs, are passed over. What a failed session took says nothing about what success costs.
 */
export function learnedSamples({ estimates, actuals }: LearningData): Sample[] {
  const requests = new Map(estimates.map((entry) => [entry?.sessionId, entry?.["request"]]));
  return [...actuals]
    .filter((entry) => typeof entry === "object" && entry !== null)
    .sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0))
    .flatMap((entry) => {
      const request = entry["request"] ?? requests.get(entry.sessionId);
      const tokens = costIn(entry, "tokensUsed");
      const files = costIn(entry, "filesGenerated");
      if (typeof request !== "string" || (tokens ?? files) === undefined) return [];
      const actual = {
        ...(tokens === undefined ? {} : { tokens }),
        ...(files === undefined ? {} : { files }),
      };
      return [{ sessionId: String(entry.sessionId), request, actual }];
    });
}

function costIn(entry: LearnedEntry, field: string): number | undefined {
  const value = entry[field];
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : undefined;
}
