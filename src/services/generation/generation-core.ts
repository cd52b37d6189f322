import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { formatMessage } from "../../foundation/messages/format-message.ts";
import { generationMessages } from "../../foundation/messages/generation-messages.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import { analyzeRequest, askModel, type Gates } from "./analyze-request.ts";
import { buildCostModel, type CostModel } from "./estimate/cost-model.ts";
import type {
  Analysis,
  AnalyzeOptions,
  GenerationOptions,
  GenerationSession,
  Generator,
  LearningData,
  Outcome,
  OutcomeRecord,
  Question,
  RecordedOutcome,
  StartOptions,
} from "./generation.ts";
import {
  emptyLearning,
  isFailure,
  learnEstimate,
  learnOutcome,
  patternIn,
  readLearning,
} from "./learn.ts";
import { newProjectFolder, projectName } from "./templates/project-folder.ts";
import { templateGenerator } from "./templates/template-generator.ts";

/** Sessions whose outcome may still be told; older ones are forgotten here, and come back by `addSessions()`. */
const sessionsAtMost = 10_000;

/**
 * What the Magnus documentation calls Magnus 13: judges requests, makes projects of them and learns from what became of them.
 * Touches no store, and no disk but the output folder of a generator; who uses it keeps sessions and learning.
 */
export class GenerationCore {
  readonly #options: GenerationOptions;
  readonly #gates: Gates;
  readonly #sessions = new Map<string, GenerationSession>();
  /** Given to generators that are at work, and perhaps not made yet. */
  readonly #folders = new Set<string>();
  #learning: LearningData;
  #model: CostModel | undefined;

  constructor(options: GenerationOptions = {}, learning: LearningData = emptyLearning()) {
    this.#options = options;
    this.#gates = {
      minClarity: options.minClarityScore ?? 70,
      maxComplexity: options.maxComplexityScore ?? 8,
    };
    this.#learning = readLearning(learning);
  }

  /** Everything that was learned, as plain data in the Magnus documentation's form. */
  get learning(): LearningData {
    return this.#learning;
  }

  /** Replaces what was learned. */
  load(learning: LearningData): void {
    this.#learning = readLearning(learning);
    this.#model = undefined;
  }

  /** Makes sessions known, so that outcomes of them can be recorded; those that are known stay as they are. */
  addSessions(sessions: readonly GenerationSession[]): void {
    for (const session of sessions) {
      if (!this.#sessions.has(session.sessionId)) this.#keep(session);
    }
  }

  /**
   * Judges a request in English or French: clarity, complexity, questions and an estimate, each explained.
   * Throws `cancelled` only; a request of any content has an analysis.
   */
  async analyze(request: string, options: AnalyzeOptions = {}): Promise<Analysis> {
    throwIfCancelled(options.signal);
    const text = typeof (request as unknown) === "string" ? request : "";
    const now = this.#now();
    this.#model ??= buildCostModel(this.#learning);
    const draft = this.#withFailures(analyzeRequest(text, this.#model, this.#gates, now));
    const { model } = this.#options;
    return model === undefined ? draft : await askModel(model, draft, options);
  }

  /**
   * Makes a session of an analysis and runs the generator. What the gates hold back is a session with status
   * `needs-clarification`; a generator that fails gives one with status `failed`. Throws `cancelled` only.
   */
  async startGeneration(
    analysis: Analysis,
    options: StartOptions = {},
  ): Promise<GenerationSession> {
    throwIfCancelled(options.signal);
    const opened: GenerationSession = {
      sessionId: `session-${this.#options.newId?.() ?? randomUUID()}`,
      status: "started",
      createdAt: this.#now(),
      analysis,
      questions: [],
    };
    if (options.force !== true && this.#isHeldBack(analysis)) {
      return this.#keep({
        ...opened,
        status: "needs-clarification",
        questions: this.#questionsOf(analysis),
      });
    }
    if (this.#learns()) this.#learn(learnEstimate(this.#learning, opened));
    return this.#keep(await this.#generate(opened, options));
  }

  /**
   * Records what became of a session, and learns from it unless `autoLearn` is off. Recorded twice, the second
   * word counts. Throws `session-unknown`, `outcome-malformed`.
   */
  async recordOutcome(sessionId: string, outcome: Outcome): Promise<OutcomeRecord> {
    const session = this.#sessions.get(sessionId);
    if (session === undefined) throw new ResteraError("session-unknown", { session: sessionId });
    checkOutcome(outcome);
    const recorded: RecordedOutcome = { ...outcome, timestamp: this.#now() };
    const status = isFailure(recorded) ? "failed" : "done";
    const ended = { ...session, status, endedAt: recorded.timestamp, outcome: recorded } as const;
    this.#keep(ended);
    const learned = this.#learns();
    if (learned) this.#learn(learnOutcome(this.#learning, session, recorded));
    const { estimate } = session.analysis;
    return {
      sessionId,
      timestamp: recorded.timestamp,
      outcome: recorded,
      session: ended,
      learned,
      ...errorOf("tokensError", estimate?.tokens, recorded.tokensUsed),
      ...errorOf("filesError", estimate?.files, recorded.filesGenerated),
    };
  }

  async #generate(session: GenerationSession, options: StartOptions): Promise<GenerationSession> {
    const generator = this.#generator();
    const { name } = generator;
    const base = resolve(this.#options.outputFolder ?? "generated");
    const wanted = projectName(session.analysis.request);
    let outputFolder: string | undefined;
    try {
      outputFolder =
        options.outputFolder === undefined
          ? await newProjectFolder(base, wanted, this.#folders)
          : resolve(options.outputFolder);
      const { template, signal, onProgress } = options;
      const result = await generator.generate({
        sessionId: session.sessionId,
        analysis: session.analysis,
        outputFolder,
        variables: options.variables ?? {},
        overwrite: options.overwrite ?? false,
        ...(template === undefined ? {} : { template }),
        ...(signal === undefined ? {} : { signal }),
        ...(onProgress === undefined ? {} : { onProgress }),
      });
      return { ...session, status: "done", endedAt: this.#now(), generator: name, result };
    } catch (error) {
      throwIfCancelled(options.signal);
      const code = error instanceof ResteraError ? error.code : "generator-failed";
      const failure = { code, problem: problemOf(error) };
      return { ...session, status: "failed", endedAt: this.#now(), generator: name, failure };
    } finally {
      if (outputFolder !== undefined) this.#folders.delete(outputFolder);
    }
  }

  #generator(): Generator {
    return this.#options.generator ?? templateGenerator(this.#options.templatesFolder);
  }

  #isHeldBack({ clarity, complexity }: Analysis): boolean {
    if (this.#options.requireClarification === false) return false;
    return clarity < this.#gates.minClarity || complexity > this.#gates.maxComplexity;
  }

  /** The analysis's own questions; one at least. */
  #questionsOf({ questions, language, complexity }: Analysis): readonly Question[] {
    if (questions !== undefined && questions.length > 0) return questions;
    const code = complexity > this.#gates.maxComplexity ? "ask-part" : "ask-more";
    return [{ code, text: formatMessage(generationMessages[code], { complexity }, language) }];
  }

  /** Says so when sessions of this kind have failed before. */
  #withFailures(analysis: Analysis): Analysis {
    const pattern = new Map(this.#learning.patterns).get(`kind:${analysis.kind}`);
    const { count, failed } = patternIn(pattern);
    if (failed === 0) return analysis;
    const parameters = { count, failed, kind: analysis.kind };
    const note = formatMessage(generationMessages["such-failed"], parameters, analysis.language);
    return { ...analysis, notes: [...analysis.notes, note] };
  }

  #keep(session: GenerationSession): GenerationSession {
    this.#sessions.delete(session.sessionId);
    this.#sessions.set(session.sessionId, session);
    if (this.#sessions.size > sessionsAtMost) {
      for (const oldest of this.#sessions.keys()) {
        this.#sessions.delete(oldest);
        break;
      }
    }
    return session;
  }

  #learns(): boolean {
    return this.#options.autoLearn ?? true;
  }

  #learn(learning: LearningData): void {
    this.#learning = learning;
    this.#model = undefined;
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now();
  }
}

function checkOutcome(outcome: Outcome): void {
  const wrong =
    typeof outcome?.outcome !== "string"
      ? "outcome"
      : (["tokensUsed", "filesGenerated"] as const).find((field) => {
          const value: unknown = outcome[field];
          return (
            value !== undefined && !(typeof value === "number" && value >= 0 && value < Infinity)
          );
        });
  if (wrong !== undefined) throw new ResteraError("outcome-malformed", { field: wrong });
}

/** |ln(estimate / actual)|, where both are known. */
function errorOf(name: "tokensError" | "filesError", estimate?: number, actual?: number) {
  if (estimate === undefined || actual === undefined || !(actual > 0)) return {};
  return { [name]: Math.round(Math.abs(Math.log(estimate / actual)) * 1000) / 1000 };
}
