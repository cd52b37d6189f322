import { concernRules, hugeUndertakings, kindRules } from "./concerns.ts";
import { plainWord } from "./plain-word.ts";
import type { RequestFacts } from "./request-facts.ts";
import { changeActions } from "./weak-words.ts";
import { sayReason, type Judgement } from "./say-reason.ts";

/** Every request is some work. */
const leastComplexity = 0.4;
const otherKindWeight = 0.8;
/** A change to a thing that exists is this much of making it. */
const shareOfChange = 0.5;

/**
 * How much a request asks for, 0 (a line) to 10 (a team for months): the kind of thing, how many things it deals
 * with, what has to work together, and the hard parts. A heuristic, as the clarity is.
 */
export function judgeComplexity(facts: RequestFacts): Judgement {
  const say = sayReason(facts.language);
  if (facts.words.length === 0) return { score: 0, reasons: [] };
  const wholeWeight = kindRules.find(([kind]) => kind === facts.kind)?.[1] ?? otherKindWeight;
  const weightOfKind = isChange(facts) ? tenth(wholeWeight * shareOfChange) : wholeWeight;
  const things = facts.topics.length + Math.max(0, facts.artefacts.length - 1);
  const huge = hugeUndertakings.exec(plainWord(facts.request))?.[0];
  const reasons = [
    say("size-of-kind", weightOfKind, [facts.kind]),
    counted(say, "many-things", things, 0.18, 2.2),
    counted(say, "many-technologies", facts.technologies.length - 1, 0.3, 1.8),
    counted(say, "many-conditions", facts.constraints.length - 2, 0.15, 0.9),
    ...concernRules
      .filter(([name]) => facts.concerns.includes(name))
      .map(([name, weight]) => say("hard-part", weight, [name])),
    say("huge-undertaking", huge === undefined ? 0 : 5, huge === undefined ? [] : [huge]),
  ].filter(({ points }) => points > 0);
  const total = leastComplexity + reasons.reduce((sum, { points }) => sum + points, 0);
  return { score: tenth(Math.min(10, total)), reasons };
}

function isChange({ actions }: RequestFacts): boolean {
  return actions[0] !== undefined && changeActions.has(actions[0]);
}

function counted(
  say: ReturnType<typeof sayReason>,
  code: "many-things" | "many-technologies" | "many-conditions",
  count: number,
  each: number,
  most: number,
) {
  const many = Math.max(0, count);
  return {
    ...say(
      code,
      tenth(Math.min(most, many * each)),
      Array.from({ length: many }, () => ""),
    ),
  };
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
