import { choleskyOf, solveLower, solveUpper, type Factor } from "./cholesky.ts";
import type { Likeness } from "./kernel.ts";

/** How much variance each likeness is given, and how much is noise. */
interface Mixture {
  readonly words: number;
  readonly size: number;
  readonly trend: number;
  readonly kind: number;
  readonly noise: number;
}

/** A correction to the first guess, and its standard deviation, both in natural logarithms. */
interface Correction {
  readonly mean: number;
  readonly deviation: number;
}

export interface Smoother {
  /** @param likenesses to each sample, in the samples' order */
  correct(likenesses: readonly Likeness[]): Correction;
}

/** How far a first guess may be off altogether: a factor of five is nothing unusual. */
const offsetVariance = 2.5;
/** Fewer outcomes than this say nothing about the mixture. */
const fewest = 6;
/** So many of the best mixtures are averaged. */
const mixturesAtMost = 8;
/** The mixtures are chosen by so many of the newest samples. */
const choosingAtMost = 80;

const usual: Mixture = { words: 0.5, size: 0.1, trend: 0.15, kind: 0.15, noise: 0.15 };
const candidates: readonly Mixture[] = [0.1, 0.5, 1.5].flatMap((words) =>
  [0.02, 0.15, 0.6, 2].flatMap((trend) =>
    [0.05, 0.4].flatMap((size) =>
      [0.03, 0.12, 0.4].map((noise) => ({ words, trend, size, kind: size, noise })),
    ),
  ),
);

/**
 * Learns by how much first guesses were wrong: a Gaussian process over the residuals, which is a mean of the
 * nearest neighbours' residuals, shrunk to the mean of all, and that to none at all
 * (Rasmussen & Williams, Gaussian Processes for Machine Learning, 2006, algorithm 2.1). The likenesses are mixed as
 * foretells each sample best from all others (ibid., 5.4.2). No chance is involved.
 * @param residuals ln(actual / first guess) of each sample
 * @param likenesses of each sample to all up to itself
 */
export function smoothResiduals(
  residuals: readonly number[],
  likenesses: readonly (readonly Likeness[])[],
): Smoother {
  const tame = withoutOutliers(residuals);
  const smoothers = chooseMixtures(tame, likenesses).map(({ mixture, share }) => ({
    share,
    correct: smoothWith(mixture, tame, likenesses),
  }));
  return {
    correct(toSamples) {
      const parts = smoothers.map(({ share, correct }) => ({ share, ...correct(toSamples) }));
      const mean = parts.reduce((sum, part) => sum + part.share * part.mean, 0);
      const variance = parts.reduce(
        (sum, part) => sum + part.share * (part.deviation ** 2 + (part.mean - mean) ** 2),
        0,
      );
      return { mean, deviation: Math.sqrt(variance) };
    },
  };
}

function smoothWith(
  mixture: Mixture,
  residuals: readonly number[],
  likenesses: readonly (readonly Likeness[])[],
): Smoother["correct"] {
  const factor = choleskyOf(covariance(likenesses, mixture));
  const weights = solveUpper(factor, solveLower(factor, residuals));
  const own = offsetVariance + mixture.words + mixture.size + mixture.kind + mixture.trend;
  return (toSamples) => {
    const shared = Float64Array.from(toSamples, (likeness) => mix(likeness, mixture));
    const explained = solveLower(factor, shared).reduce((sum, value) => sum + value * value, 0);
    return {
      mean: shared.reduce((sum, value, at) => sum + value * weights[at]!, 0),
      deviation: Math.sqrt(Math.max(own - explained, 0.01) + mixture.noise),
    };
  };
}

function mix(likeness: Likeness, mixture: Mixture): number {
  return (
    offsetVariance +
    mixture.words * likeness.words +
    mixture.size * likeness.size +
    mixture.trend * likeness.trend +
    mixture.kind * likeness.kind
  );
}

function covariance(
  likenesses: readonly (readonly Likeness[])[],
  mixture: Mixture,
): Float64Array[] {
  return likenesses.map((row, at) => {
    const values = Float64Array.from(row.slice(0, at + 1), (likeness) => mix(likeness, mixture));
    values[at]! += mixture.noise;
    return values;
  });
}

interface Chosen {
  readonly mixture: Mixture;
  /** All shares are 1 together. */
  readonly share: number;
}

/** The mixtures that foretell best, each with the weight that it deserves. */
function chooseMixtures(
  residuals: readonly number[],
  likenesses: readonly (readonly Likeness[])[],
): Chosen[] {
  if (residuals.length < fewest) return [{ mixture: usual, share: 1 }];
  const from = Math.max(0, residuals.length - choosingAtMost);
  const values = residuals.slice(from);
  const rows = likenesses.slice(from).map((row) => row.slice(from));
  const scored = candidates
    .map((mixture) => ({ mixture, score: foretells(values, rows, mixture) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, mixturesAtMost);
  const best = scored[0]!.score;
  const total = scored.reduce((sum, { score }) => sum + Math.exp(score - best), 0);
  return scored.map(({ mixture, score }) => ({ mixture, share: Math.exp(score - best) / total }));
}

/** Log probability of each sample by the others, summed: leave-one-out in closed form. */
function foretells(
  residuals: readonly number[],
  likenesses: readonly (readonly Likeness[])[],
  mixture: Mixture,
): number {
  const factor = choleskyOf(covariance(likenesses, mixture));
  const weights = solveUpper(factor, solveLower(factor, residuals));
  const precision = inverseDiagonal(factor);
  return residuals.reduce(
    (sum, _, at) =>
      sum + 0.5 * Math.log(precision[at]!) - (0.5 * weights[at]! * weights[at]!) / precision[at]!,
    0,
  );
}

/** The diagonal of the inverse of A = L·Lᵀ. */
function inverseDiagonal(factor: Factor): Float64Array {
  const size = factor.length;
  const diagonal = new Float64Array(size);
  for (let column = 0; column < size; column++) {
    // The column of L⁻¹, which is zero above the diagonal.
    const values = new Float64Array(size);
    values[column] = 1 / factor[column]![column]!;
    let sum = values[column]! ** 2;
    for (let row = column + 1; row < size; row++) {
      let value = 0;
      for (let at = column; at < row; at++) value -= factor[row]![at]! * values[at]!;
      values[row] = value / factor[row]![row]!;
      sum += values[row]! ** 2;
    }
    diagonal[column] = sum;
  }
  return diagonal;
}

/** Brings what is far out to the edge: one slip of a hand must not move all estimates. */
function withoutOutliers(values: readonly number[]): number[] {
  const middle = median(values);
  const spread = Math.max(0.3, 1.4826 * median(values.map((value) => Math.abs(value - middle))));
  const edge = 3.5 * spread;
  return values.map((value) => Math.min(middle + edge, Math.max(middle - edge, value)));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
