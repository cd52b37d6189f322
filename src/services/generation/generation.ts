import type { Language } from "../../foundation/messages/message.ts";

/** What `GenerationCore` is made with; the gates are those of the Magnus documentation. */
export interface GenerationOptions {
  /** Learn from every outcome that is recorded (default: true). */
  readonly autoLearn?: boolean;
  /** Hold back what the two gates below do not let through (default: true). */
  readonly requireClarification?: boolean;
  /** Least clarity that lets a request through, 0–100 (default: 70). */
  readonly minClarityScore?: number;
  /** Greatest complexity that is let through, 0–10 (default: 8). */
  readonly maxComplexityScore?: number;
  /** What makes files of a request (default: the templates that come along). */
  readonly generator?: Generator;
  /** A language model whose judgement replaces the heuristic's where it gives one. */
  readonly model?: RequestModel;
  /** Holds a folder per template (default: the ones that come along). */
  readonly templatesFolder?: string;
  /** Projects are made in a folder of their own below this one (default: `generated`). */
  readonly outputFolder?: string;
  /** Milliseconds since 1970 (default: the machine's clock). */
  readonly now?: () => number;
  /** The part of a session's id after `session-` (default: random). */
  readonly newId?: () => string;
}

/** How a request can be stopped. */
export interface GenerationCall {
  readonly signal?: AbortSignal;
}

export type AnalyzeOptions = GenerationCall;

/** What a score is made of. */
export interface Reason {
  /** Stable: `technology`, `vague-words`, … */
  readonly code: string;
  /** In the request's language. */
  readonly text: string;
  /** What it adds to the score, or takes from it. */
  readonly points: number;
}

/** A question that would make the request clearer. */
export interface Question {
  readonly code: string;
  /** In the request's language. */
  readonly text: string;
}

/** What a request will probably cost. The ranges hold four of five. */
export interface Estimate {
  readonly tokens: number;
  readonly files: number;
  readonly tokensRange: readonly [low: number, high: number];
  readonly filesRange: readonly [low: number, high: number];
  /** Outcomes that it rests on; 0 for a first guess. */
  readonly basedOn: number;
  /** The most similar sessions with their actual costs, nearest first. */
  readonly similar: readonly SimilarSession[];
  /** In the request's language: where the numbers come from. */
  readonly explanation: string;
}

export interface SimilarSession {
  readonly sessionId: string;
  readonly request: string;
  /** 0–1. */
  readonly similarity: number;
  readonly tokensUsed?: number;
  readonly filesGenerated?: number;
}

/** What `analyze()` finds. Plain data: it goes into a session and comes back from JSON. */
export interface Analysis {
  readonly request: string;
  readonly language: Language;
  readonly timestamp: number;
  /** 0 (nothing can be made of it) to 100 (nothing is open). */
  readonly clarity: number;
  readonly clarityReasons: readonly Reason[];
  /** 0 (a line) to 10 (a team for months). */
  readonly complexity: number;
  readonly complexityReasons: readonly Reason[];
  readonly questions: readonly Question[];
  readonly estimate: Estimate;
  /** What is to be made: `api`, `command-line`, `library`, `web-app`, … */
  readonly kind: string;
  readonly technologies: readonly string[];
  /** `heuristic`, or the model's name. */
  readonly method: string;
  /** In the request's language: how far this is to be trusted, and what a model said or failed to say. */
  readonly notes: readonly string[];
}

/** A language model's judgement of a request; what it leaves out stays as the heuristic has it. */
export interface ModelAssessment {
  readonly clarity?: number;
  readonly clarityReasons?: readonly string[];
  readonly complexity?: number;
  readonly complexityReasons?: readonly string[];
  readonly questions?: readonly string[];
  readonly tokens?: number;
  readonly files?: number;
}

/** A language model, by whatever means it is asked. */
export interface RequestModel {
  readonly name: string;
  /** @param draft what the heuristic found. */
  assess(request: string, draft: Analysis, call: GenerationCall): Promise<ModelAssessment>;
}

export interface GenerationInput {
  readonly sessionId: string;
  readonly analysis: Analysis;
  /** Absolute; nothing may be written outside of it. It may not exist yet. */
  readonly outputFolder: string;
  readonly template?: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Replace files that are there already. */
  readonly overwrite: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: GenerationProgress) => void;
}

export interface GenerationProgress {
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly currentFile: string;
}

export interface GenerationResult {
  readonly outputFolder: string;
  /** Relative to the output folder, with `/`. */
  readonly files: readonly string[];
  /** Where the generator is a model. */
  readonly tokensUsed?: number;
  readonly template?: string;
}

/** What makes files of a request. */
export interface Generator {
  readonly name: string;
  generate(input: GenerationInput): Promise<GenerationResult>;
}

export interface StartOptions extends GenerationCall {
  /** Exactly this folder; by default a new one, named after the project, below the core's. */
  readonly outputFolder?: string;
  readonly template?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly overwrite?: boolean;
  /** Go on in spite of the gates. */
  readonly force?: boolean;
  readonly onProgress?: (progress: GenerationProgress) => void;
}

/**
 * `needs-clarification`: held back by the gates. `done`: files were made. `failed`: the generator failed, `failure` says why.
 * `started` is what a session is while its generator runs.
 */
type SessionStatus = "started" | "needs-clarification" | "done" | "failed";

export interface GenerationSession {
  /** `session-…` */
  readonly sessionId: string;
  readonly status: SessionStatus;
  readonly createdAt: number;
  readonly endedAt?: number;
  readonly analysis: Analysis;
  /** What is to be answered before it goes on; empty when nothing is. */
  readonly questions: readonly Question[];
  readonly generator?: string;
  readonly result?: GenerationResult;
  readonly failure?: SessionFailure;
  readonly outcome?: RecordedOutcome;
}

interface SessionFailure {
  /** A `ResteraError`'s code, or `generator-failed`. */
  readonly code: string;
  readonly problem: string;
}

/** What became of a session, in the Magnus documentation's words. */
export interface Outcome {
  /** `SUCCESS`, `FAILURE`, `PARTIAL`; case does not matter. */
  readonly outcome: string;
  readonly tokensUsed?: number;
  readonly filesGenerated?: number;
  readonly durationMs?: number;
  /** Why it failed. */
  readonly reason?: string;
  readonly [detail: string]: unknown;
}

export interface RecordedOutcome extends Outcome {
  readonly timestamp: number;
}

/** What `recordOutcome()` answers. */
export interface OutcomeRecord {
  readonly sessionId: string;
  readonly timestamp: number;
  readonly outcome: RecordedOutcome;
  /** The session as it is now, to be kept. */
  readonly session: GenerationSession;
  /** False when `autoLearn` is off. */
  readonly learned: boolean;
  /** |ln(estimate / actual)|; absent where nothing was measured. */
  readonly tokensError?: number;
  readonly filesError?: number;
}

/**
 * The Magnus documentation's learning data. Entries that other programs wrote are kept as they are; only those
 * that have the fields below are learned from.
 */
export interface LearningData {
  patterns: (readonly [key: string, value: unknown])[];
  estimates: LearnedEntry[];
  actuals: LearnedEntry[];
  failures: LearnedEntry[];
}

/**
 * An estimate has `request`, `tokens` and `files`; an actual `tokensUsed` and `filesGenerated`;
 * a failure `reason`. What belongs together has the same `sessionId`.
 */
export interface LearnedEntry {
  readonly sessionId?: string;
  readonly timestamp?: number;
  readonly [field: string]: unknown;
}
