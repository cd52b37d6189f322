import type { LearningData, SimilarSession } from "../generation.ts";
import { judgeComplexity } from "../request/judge-complexity.ts";
import { readRequest } from "../request/read-request.ts";
import type { RequestFacts } from "../request/request-facts.ts";
import { firstGuess, type Cost } from "./first-guess.ts";
import { likenessWithin } from "./kernel.ts";
import { learnedSamples, type Sample } from "./learned-samples.ts";
import { requestVector } from "./request-vector.ts";
import { smoothResiduals } from "./smooth-residuals.ts";

/** A cost with the range that holds four of five. */
export interface CostEstimate {
  readonly tokens: number;
  readonly files: number;
  readonly tokensRange: readonly [number, number];
  readonly filesRange: readonly [number, number];
  readonly guess: Cost;
  readonly basedOn: number;
  readonly similar: readonly SimilarSession[];
}

export interface CostModel {
  estimate(facts: RequestFacts): CostEstimate;
}

/** Older outcomes than the newest of these say little about today's costs. */
const samplesAtMost = 300;
const similarAtMost = 3;
/** Less likeness than this is none. */
const leastSimilarity = 0.15;
/** How far a first guess is usually off, as a logarithm. */
const guessDeviation = 1.1;
/** 80 % of a normal distribution lie within so many deviations. */
const deviationsOfRange = 1.2816;

/**
 * Estimates costs: the first guess, times what past sessions say about guesses for similar requests.
 * A pure function of the learning data; building it takes some 30 ms for 80 outcomes.
 */
export function buildCostModel(learning: LearningData): CostModel {
  const samples = learnedSamples(learning).slice(-samplesAtMost).map(prepareSample);
  const likeness = likenessWithin(samples.map(({ vector }) => vector));
  const correctorOf = (key: keyof Cost) => {
    const known = samples.filter(({ actual }) => actual[key] !== undefined);
    if (known.length === 0) return undefined;
    const residuals = known.map(({ actual, guess }) => Math.log(actual[key]! / guess[key]));
    const rows = known.map((a, at) =>
      known.slice(0, at + 1).map((b) => likeness(a.vector, b.vector)),
    );
    const smoother = smoothResiduals(residuals, rows);
    return (vector: Prepared["vector"]) =>
      smoother.correct(known.map((sample) => likeness(vector, sample.vector)));
  };
  const correctors = { tokens: correctorOf("tokens"), files: correctorOf("files") };
  return {
    estimate(facts) {
      const complexity = judgeComplexity(facts).score;
      const vector = requestVector(facts, complexity);
      const guess = firstGuess(complexity);
      const costOf = (key: keyof Cost) => {
        const { mean, deviation } = correctors[key]?.(vector) ?? {
          mean: 0,
          deviation: guessDeviation,
        };
        const at = (logarithm: number) => Math.max(1, Math.round(guess[key] * Math.exp(logarithm)));
        const half = deviation * deviationsOfRange;
        return { value: at(mean), range: [at(mean - half), at(mean + half)] as const };
      };
      const [tokens, files] = [costOf("tokens"), costOf("files")];
      return {
        tokens: tokens.value,
        files: files.value,
        tokensRange: tokens.range,
        filesRange: files.range,
        guess,
        basedOn: samples.length,
        similar: mostSimilar(samples, (sample) => likeness(vector, sample.vector).words),
      };
    },
  };
}

interface Prepared extends Sample {
  readonly vector: ReturnType<typeof requestVector>;
  readonly guess: Cost;
}

function prepareSample(sample: Sample): Prepared {
  const facts = readRequest(sample.request);
  const complexity = judgeComplexity(facts).score;
  return { ...sample, vector: requestVector(facts, complexity), guess: firstGuess(complexity) };
}

function mostSimilar(
  samples: readonly Prepared[],
  similarityOf: (sample: Prepared) => number,
): SimilarSession[] {
  return samples
    .map((sample) => ({ sample, similarity: Math.round(similarityOf(sample) * 100) / 100 }))
    .filter(({ similarity }) => similarity >= leastSimilarity)
    .sort(
      (a, b) => b.similarity - a.similarity || (a.sample.sessionId < b.sample.sessionId ? -1 : 1),
    )
    .slice(0, similarAtMost)
    .map(({ sample: { sessionId, request, actual }, similarity }) => ({
      sessionId,
      request,
      similarity,
      ...(actual.tokens === undefined ? {} : { tokensUsed: actual.tokens }),
      ...(actual.files === undefined ? {} : { filesGenerated: actual.files }),
    }));
}
