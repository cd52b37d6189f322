import type {
  GenerationSession,
  LearnedEntry,
  LearningData,
  RecordedOutcome,
} from "./generation.ts";

/** The newest are kept of each list; a learning file stays below some megabytes. */
const entriesAtMost = 10_000;
/** Longer requests are remembered by their beginning. */
const requestCharactersAtMost = 2_000;

/** What is known of all outcomes with something in common (`kind:api`, `technology:react`). */
export interface Pattern {
  readonly count: number;
  readonly failed: number;
  /** Geometric means over the outcomes that told them. */
  readonly tokens?: number;
  readonly files?: number;
  readonly lastSeen: number;
}

export function emptyLearning(): LearningData {
  return { patterns: [], estimates: [], actuals: [], failures: [] };
}

/**
 * Learning data as it came from a file or another program: lists that are missing become empty, what is no entry at
 * all is dropped, everything else is kept as it is.
 */
export function readLearning(data: Partial<LearningData> | undefined): LearningData {
  const entries = (list: unknown): LearnedEntry[] =>
    Array.isArray(list)
      ? list.filter((entry): entry is LearnedEntry => typeof entry === "object" && entry !== null)
      : [];
  const patterns: unknown = data?.patterns;
  return {
    patterns: Array.isArray(patterns)
      ? patterns.filter(
          (pair): pair is readonly [string, unknown] =>
            Array.isArray(pair) && typeof pair[0] === "string",
        )
      : [],
    estimates: entries(data?.estimates),
    actuals: entries(data?.actuals),
    failures: entries(data?.failures),
  };
}

/** Remembers what was estimated for a session; once. */
export function learnEstimate(learning: LearningData, session: GenerationSession): LearningData {
  const { analysis, sessionId } = session;
  const entry: LearnedEntry = {
    sessionId,
    timestamp: session.createdAt,
    request: beginningOf(session),
    kind: analysis.kind,
    clarity: analysis.clarity,
    complexity: analysis.complexity,
    tokens: analysis.estimate?.tokens,
    files: analysis.estimate?.files,
  };
  const known = learning.estimates.some((each) => each.sessionId === sessionId);
  return known ? learning : { ...learning, estimates: newest([...learning.estimates, entry]) };
}

/** Remembers what became of a session; a second word about it replaces the first. */
export function learnOutcome(
  learning: LearningData,
  session: GenerationSession,
  outcome: RecordedOutcome,
): LearningData {
  const { sessionId } = session;
  const withoutIt = (list: readonly LearnedEntry[]) =>
    list.filter((entry) => entry.sessionId !== sessionId);
  const entry: LearnedEntry = { sessionId, ...outcome };
  const failed = isFailure(outcome);
  const told = learnEstimate(learning, session);
  const known = [...learning.actuals, ...learning.failures].some(
    (each) => each.sessionId === sessionId,
  );
  return {
    ...told,
    actuals: newest([...withoutIt(told.actuals), ...(failed ? [] : [entry])]),
    failures: newest([
      ...withoutIt(told.failures),
      ...(failed ? [{ request: beginningOf(session), ...entry }] : []),
    ]),
    patterns: known ? told.patterns : withPatterns(told.patterns, session, outcome),
  };
}

/** Whether an outcome is a failure: `FAILURE`, `failed`, `ERROR`. */
export function isFailure({ outcome }: { readonly outcome: string }): boolean {
  return /fail|error|abort|cancel|échec|echec/i.test(outcome);
}

/** A session of another program may lack what ours have. */
function beginningOf({ analysis }: GenerationSession): string {
  const request: unknown = analysis.request;
  return typeof request === "string" ? request.slice(0, requestCharactersAtMost) : "";
}

function withPatterns(
  patterns: LearningData["patterns"],
  { analysis }: GenerationSession,
  outcome: RecordedOutcome,
): LearningData["patterns"] {
  const keys = [
    `kind:${analysis.kind}`,
    ...(analysis.technologies ?? []).map((name) => `technology:${name}`),
  ];
  const all = new Map(patterns);
  for (const key of keys) {
    const old = patternIn(all.get(key));
    const failed = isFailure(outcome);
    const succeeded = old.count - old.failed;
    const tokens = failed ? old.tokens : averaged(old.tokens, succeeded, outcome.tokensUsed);
    const files = failed ? old.files : averaged(old.files, succeeded, outcome.filesGenerated);
    all.set(key, {
      count: old.count + 1,
      failed: old.failed + (failed ? 1 : 0),
      ...(tokens === undefined ? {} : { tokens }),
      ...(files === undefined ? {} : { files }),
      lastSeen: outcome.timestamp,
    } satisfies Pattern);
  }
  return [...all];
}

/** A pattern of ours, or an empty one where another program wrote something else. */
export function patternIn(value: unknown): Pattern {
  const { count, failed, tokens, files, lastSeen } = (value ?? {}) as Partial<
    Record<keyof Pattern, unknown>
  >;
  return {
    count: typeof count === "number" ? count : 0,
    failed: typeof failed === "number" ? failed : 0,
    ...(typeof tokens === "number" ? { tokens } : {}),
    ...(typeof files === "number" ? { files } : {}),
    lastSeen: typeof lastSeen === "number" ? lastSeen : 0,
  };
}

/** The geometric mean with one more value. */
function averaged(mean: number | undefined, count: number, value: number | undefined) {
  if (value === undefined || !(value > 0)) return mean;
  if (mean === undefined || !(mean > 0)) return value;
  const logarithm =
    (Math.log(mean) * Math.max(1, count) + Math.log(value)) / (Math.max(1, count) + 1);
  return Math.round(Math.exp(logarithm) * 10) / 10;
}

function newest(entries: readonly LearnedEntry[]): LearnedEntry[] {
  return entries.slice(-entriesAtMost);
}
