import { formatMessage } from "../../foundation/messages/format-message.ts";
import { generationMessages } from "../../foundation/messages/generation-messages.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import { problemOf } from "../../foundation/errors.ts";
import type { CostEstimate, CostModel } from "./estimate/cost-model.ts";
import type {
  Analysis,
  Estimate,
  GenerationCall,
  ModelAssessment,
  Reason,
  RequestModel,
} from "./generation.ts";
import { askQuestions } from "./request/ask-questions.ts";
import { judgeClarity } from "./request/judge-clarity.ts";
import { judgeComplexity } from "./request/judge-complexity.ts";
import { readRequest } from "./request/read-request.ts";
import type { RequestFacts } from "./request/request-facts.ts";

/** Between these a request is let through. */
export interface Gates {
  readonly minClarity: number;
  readonly maxComplexity: number;
}

/** A request, judged by counting. The same request and the same learning give the same analysis, its time aside. */
export function analyzeRequest(
  request: string,
  model: CostModel,
  gates: Gates,
  timestamp: number,
): Analysis {
  const facts = readRequest(request);
  const [clarity, complexity] = [judgeClarity(facts), judgeComplexity(facts)];
  return {
    request,
    language: facts.language,
    timestamp,
    clarity: clarity.score,
    clarityReasons: clarity.reasons,
    complexity: complexity.score,
    complexityReasons: complexity.reasons,
    questions: askQuestions(facts, clarity.score, complexity.score, gates),
    estimate: explain(model.estimate(facts), facts),
    kind: facts.kind,
    technologies: facts.technologies,
    method: "heuristic",
    notes: [formatMessage(generationMessages["is-heuristic"], {}, facts.language)],
  };
}

function explain({ guess, ...estimate }: CostEstimate, { language }: RequestFacts): Estimate {
  const code = estimate.basedOn === 0 ? "first-guess" : "learned-guess";
  const nearest = estimate.similar[0];
  const explanation = formatMessage(
    generationMessages[code],
    {
      guess: Math.round(guess.tokens),
      count: estimate.basedOn,
      nearest: nearest === undefined ? "–" : nearest.request.slice(0, 60),
      similarity: nearest?.similarity ?? 0,
    },
    language,
  );
  return { ...estimate, explanation };
}

/**
 * Lets a language model judge as well: what it says replaces the heuristic's finding. A model that fails or talks
 * nonsense changes nothing but a note; only a cancelled call throws.
 */
export async function askModel(
  model: RequestModel,
  draft: Analysis,
  call: GenerationCall,
): Promise<Analysis> {
  const say = (code: keyof typeof generationMessages, parameters: Record<string, string>) =>
    formatMessage(generationMessages[code], parameters, draft.language);
  try {
    const said = await model.assess(draft.request, draft, call);
    throwIfCancelled(call.signal);
    const note = say("by-model", { model: model.name });
    return { ...replaceFindings(draft, said, model.name), method: model.name, notes: [note] };
  } catch (error) {
    throwIfCancelled(call.signal);
    const note = say("model-failed", { model: model.name, problem: problemOf(error) });
    return { ...draft, notes: [...draft.notes, note] };
  }
}

function replaceFindings(draft: Analysis, said: ModelAssessment, model: string): Analysis {
  const clarity = within(said.clarity, 0, 100);
  const complexity = within(said.complexity, 0, 10);
  const tokens = within(said.tokens, 1, Number.MAX_SAFE_INTEGER);
  const files = within(said.files, 1, Number.MAX_SAFE_INTEGER);
  const asReasons = (texts: readonly string[] = []): Reason[] =>
    texts.map((text) => ({ code: "said-by-model", text, points: 0 }));
  return {
    ...draft,
    ...(clarity === undefined ? {} : { clarity, clarityReasons: asReasons(said.clarityReasons) }),
    ...(complexity === undefined
      ? {}
      : { complexity, complexityReasons: asReasons(said.complexityReasons) }),
    ...(said.questions === undefined
      ? {}
      : { questions: said.questions.map((text) => ({ code: "said-by-model", text })) }),
    estimate: {
      ...draft.estimate,
      ...(tokens === undefined ? {} : { tokens: Math.round(tokens) }),
      ...(files === undefined ? {} : { files: Math.round(files) }),
      ...((tokens ?? files) === undefined
        ? {}
        : {
            explanation: formatMessage(
              generationMessages["estimated-by-model"],
              { model },
              draft.language,
            ),
          }),
    },
  };
}

function within(value: number | undefined, least: number, most: number): number | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  return Math.min(most, Math.max(least, value));
}
