import { plainWord } from "./plain-word.ts";
import type { RequestFacts } from "./request-facts.ts";
import { sayReason, type Judgement } from "./say-reason.ts";
import { technologyWords } from "./technologies.ts";
import { vagueActions, weakArtefacts } from "./weak-words.ts";

/** Points for each finding after the first, second, …; what comes later adds nothing. */
const technologyPoints = [20, 12, 7];
const topicPoints = [18, 14, 13, 11, 8, 6, 5];
const conditionPoints = [11, 8, 6, 5];
const literalPoints = [10, 7, 5];
const vaguePenalty = [17, 13, 11, 8];
/** Counting words never shows that nothing is open. */
const highestScore = 98;
/** Words about nothing that software has a name for are prose; they count this much. */
const unanchoredShare = 0.75;
/** So many words that are not everyday's are no prose. */
const enoughMatter = 4;
/** And everyday words, beside something definite. */
const everydayShare = 0.5;

/**
 * How clear a request is, 0–100: what is to be done, to what, about what, with what, under which conditions; less
 * what can mean anything. A heuristic: it counts, and does not understand.
 */
export function judgeClarity(facts: RequestFacts): Judgement {
  const say = sayReason(facts.language);
  if (facts.words.length === 0) return { score: 0, reasons: [say("empty", 0)] };
  const literals = facts.literals.filter((literal) => !technologyWords.has(plainWord(literal)));
  const isAnchored = namesSomething(facts, literals);
  const matter = [...facts.topics, ...(isAnchored ? facts.everyday : [])];
  const matterCount =
    facts.topics.length + (isAnchored ? facts.everyday.length * everydayShare : 0);
  const substance = Math.round(matterCount) + facts.technologies.length + literals.length;
  const share = isAnchored || facts.topics.length >= enoughMatter ? 1 : unanchoredShare;
  const anchored = (points: number) => Math.round(points * share);
  const reasons = [
    action(facts, say),
    artefact(facts, say),
    say("names-technologies", sum(technologyPoints, facts.technologies.length), facts.technologies),
    matter.length === 0
      ? say("no-matter", 0)
      : say("names-matter", anchored(sum(topicPoints, matterCount)), matter),
    // Conditions on nothing are phrases.
    say(
      "states-conditions",
      anchored(sum(conditionPoints, Math.min(facts.constraints.length, substance))),
      facts.constraints,
    ),
    say("quotes-details", sum(literalPoints, literals.length), literals),
    say("vague-words", -vagueness(facts, substance), facts.vague),
    say("open-reference", facts.openReferences.length > 0 ? -12 : 0, facts.openReferences),
    say("too-short", facts.words.length < 4 ? -12 : 0),
  ].filter(({ code, points }) => points !== 0 || code.startsWith("no-"));
  const total = reasons.reduce((sum, { points }) => sum + points, 0);
  return { score: Math.round(Math.min(highestScore, Math.max(0, total))), reasons };
}

/** Whether something definite is named: a thing of software, a technology, a file, a number. */
function namesSomething(
  { artefacts, technologies }: RequestFacts,
  literals: readonly string[],
): boolean {
  return artefacts.length + technologies.length + literals.length > 0;
}

type Say = ReturnType<typeof sayReason>;

function action(facts: RequestFacts, say: Say) {
  const strong = facts.actions.filter((word) => !vagueActions.has(word));
  if (strong.length > 0) return say("names-action", 19, strong);
  if (facts.actions.length > 0) return say("names-action", 11, facts.actions);
  // "A React component that …" asks to make one.
  return facts.artefacts.length > 0
    ? say("names-action", 12, facts.artefacts)
    : say("no-action", 0);
}

function artefact(facts: RequestFacts, say: Say) {
  const definite = facts.artefacts.filter((word) => !weakArtefacts.has(word));
  if (definite.length > 1) return say("names-artefact", 28, definite);
  if (definite.length === 1) return say("names-artefact", 22, definite);
  return facts.artefacts.length > 0
    ? say("names-artefact", 12, facts.artefacts)
    : say("no-artefact", 0);
}

/** A vague word among many definite ones does less harm. */
function vagueness(facts: RequestFacts, substance: number): number {
  const penalty = sum(vaguePenalty, facts.vague.length);
  return Math.round(penalty * Math.max(0.35, 1 - substance / 12));
}

/** The first `count` of the points, added up; half a finding has half its points. */
function sum(points: readonly number[], count: number): number {
  const shares = points.map((each, at) => each * Math.min(1, Math.max(0, count - at)));
  return Math.round(shares.reduce((total, each) => total + each, 0));
}
