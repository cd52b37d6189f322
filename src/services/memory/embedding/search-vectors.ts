import { ResteraError } from "../../../foundation/errors.ts";
import type { MemoryFilter } from "../../../stores/database/memory-filter.ts";
import type { VectorMatch } from "../../../stores/database/vectors/vector-dialect.ts";
import type { MemoryStore } from "../memory-store.ts";
import { embedTexts } from "./embed-texts.ts";
import type { Embedder } from "./embedder.ts";
import { countWaiting } from "./embedding-status.ts";
import { checkDimension, listModels, type MemoryModel } from "./memory-models.ts";

export interface VectorSearch {
  readonly query: string;
  readonly filter: MemoryFilter;
  readonly limit: number;
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onWarning: ((warning: ResteraError) => void) | undefined;
}

const defaultTimeoutMs = 2000;
const mostQueryLetters = 4000;
/** An embedder that let one search wait is not asked for so long, so that not each of them waits. */
const restMs = 10_000;
const resting = new WeakMap<Embedder, { readonly untilMs: number; readonly why: ResteraError }>();

/**
 * The versions that mean what is looked for, nearest first; nothing when that cannot be told, which `onWarning` then gives the
 * reason for. While the vectors of a new model are made, those of the old one are used as long as the embedder still makes them.
 */
export async function searchVectors(
  store: MemoryStore,
  search: VectorSearch,
): Promise<VectorMatch[] | undefined> {
  try {
    const { embedder, model } = await searchable(store);
    const vector = await vectorOf(embedder, search);
    checkDimension(model.name, model.dimension, vector.length);
    const query = { model: model.number, vector, limit: search.limit };
    return await store.vectors.near(store.database, query, search.filter);
  } catch (error) {
    search.signal?.throwIfAborted();
    if (!(error instanceof ResteraError) || !isOfVectors(error)) throw error;
    search.onWarning?.(error);
    return undefined;
  }
}

/** The embedder for vectors that are all there. */
async function searchable(store: MemoryStore): Promise<{ embedder: Embedder; model: MemoryModel }> {
  const embedder = store.embedder!;
  const models = await listModels(store);
  const mine = models.find(({ name }) => name === embedder.model);
  if (mine?.isReady) return { embedder, model: mine };
  for (const model of models.filter(({ isReady }) => isReady)) {
    const older = embedder.withModel?.(model.name);
    if (older !== undefined) return { embedder: older, model };
  }
  const total = await countWaiting(store, { doneVersion: 0 });
  const waiting = await countWaiting(store, mine ?? { doneVersion: 0 });
  throw new ResteraError("vectors-incomplete", { done: total - waiting, total });
}

async function vectorOf(
  embedder: Embedder,
  { query, timeoutMs, signal }: VectorSearch,
): Promise<Float32Array<ArrayBuffer>> {
  const timeout = timeoutMs ?? embedder.searchTimeoutMs ?? defaultTimeoutMs;
  const rest = resting.get(embedder);
  if (rest !== undefined && performance.now() < rest.untilMs) throw rest.why;
  const late = AbortSignal.timeout(timeout);
  const stop = signal === undefined ? late : AbortSignal.any([signal, late]);
  const text = query.slice(0, mostQueryLetters).toWellFormed();
  try {
    const call = { signal: stop, purpose: "query" as const };
    const [vector] = await Promise.race([embedTexts(embedder, [text], call), whenAborted(stop)]);
    return vector!;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ResteraError && !late.aborted) throw error;
    if (!late.aborted) {
      const problem = error instanceof Error ? error.message : String(error);
      throw new ResteraError("embedder-answer", { model: embedder.model, problem, cause: error });
    }
    const why = new ResteraError("embedder-slow", { timeout, cause: error });
    resting.set(embedder, { untilMs: performance.now() + restMs, why });
    throw why;
  }
}

/** An embedder of somebody's own may not listen to the signal. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

/** What is wrong with vectors leaves the words; what is wrong with the database does not. */
function isOfVectors({ code }: ResteraError): boolean {
  return code.startsWith("embedder-") || code === "vectors-incomplete";
}
