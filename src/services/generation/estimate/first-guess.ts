/** What an estimate is before anything was learned: e^(base + slope · complexity). */
const tokensCurve = { base: Math.log(3000), slope: 0.36 };
const filesCurve = { base: Math.log(2.2), slope: 0.29 };

/** The two costs of a session. */
export interface Cost {
  readonly tokens: number;
  readonly files: number;
}

/**
 * The cost that a request's complexity (0–10) suggests by itself. The curves pass through the Magnus documentation's example,
 * 15,000 tokens and 12 files, for a request between middling and hard; outcomes correct them.
 */
export function firstGuess(complexity: number): Cost {
  return {
    tokens: Math.exp(tokensCurve.base + tokensCurve.slope * complexity),
    files: Math.exp(filesCurve.base + filesCurve.slope * complexity),
  };
}
