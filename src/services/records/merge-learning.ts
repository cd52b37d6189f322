import { isObject } from "../../foundation/is-object.ts";
import {
  canonical,
  contentHash,
  learningContent,
  type LearningContent,
  type LearningLists,
} from "./record-document.ts";

/**
 * What two machines learned, together: patterns by their key (of two values for one key the newer document's),
 * everything else once each. Nothing that either has is left out.
 */
export function mergeLearning(
  older: Partial<LearningContent>,
  newer: Partial<LearningContent>,
): LearningLists {
  const [first, second] = [learningContent(older), learningContent(newer)];
  return {
    ...first,
    ...second,
    patterns: mergePatterns(first.patterns, second.patterns),
    estimates: union(first.estimates, second.estimates),
    actuals: union(first.actuals, second.actuals),
    failures: union(first.failures, second.failures),
  };
}

/** True when everything that `part` has is in `whole` too, with the same values. */
export function holdsLearning(
  whole: Partial<LearningContent>,
  part: Partial<LearningContent>,
): boolean {
  return asSet(mergeLearning(part, whole)) === asSet(learningContent(whole));
}

function mergePatterns(older: readonly unknown[], newer: readonly unknown[]): unknown[] {
  const merged = new Map<string, unknown>();
  for (const pattern of [...older, ...newer]) {
    const isPair = Array.isArray(pattern) && pattern.length === 2;
    merged.set(isPair ? `key ${canonical(pattern[0])}` : `whole ${canonical(pattern)}`, pattern);
  }
  return [...merged.values()];
}

/** In the order of their times where they have some, else as they came; what one side has twice stays twice. */
function union(older: readonly unknown[], newer: readonly unknown[]): unknown[] {
  const merged = [...older];
  const left = new Map<string, number>();
  for (const entry of older) left.set(canonical(entry), (left.get(canonical(entry)) ?? 0) + 1);
  for (const entry of newer) {
    const count = left.get(canonical(entry)) ?? 0;
    if (count === 0) merged.push(entry);
    else left.set(canonical(entry), count - 1);
  }
  return merged.toSorted((a, b) => timeOf(a) - timeOf(b));
}

function timeOf(entry: unknown): number {
  const time = isObject(entry) ? entry["timestamp"] : undefined;
  return typeof time === "number" ? time : 0;
}

function asSet(lists: LearningLists): string {
  const sets = Object.entries(lists).map(([field, value]) => [
    field,
    Array.isArray(value) ? value.map((entry) => canonical(entry)).toSorted() : value,
  ]);
  return contentHash(Object.fromEntries(sets) as object);
}
