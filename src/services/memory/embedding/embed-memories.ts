import { ResteraError } from "../../../foundation/errors.ts";
import type { TextVector } from "../../../stores/database/vectors/vector-dialect.ts";
import type { MemoryStore } from "../memory-store.ts";
import { embedTexts } from "./embed-texts.ts";
import type { Embedder } from "./embedder.ts";
import { countWaiting } from "./embedding-status.ts";
import {
  checkDimension,
  dropModels,
  isSame,
  keepDimension,
  keepModel,
  listModels,
  type MemoryModel,
} from "./memory-models.ts";
import {
  knownVectors,
  linkVectors,
  markReady,
  readVersionPage,
  type VersionPage,
} from "./version-pages.ts";

export interface EmbedInput {
  /** Makes all vectors of the model again. */
  readonly again?: boolean | undefined;
  /** Afterwards removes the vectors of other models. */
  readonly dropOthers?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: EmbedProgress) => void) | undefined;
}

/** In versions of memories. */
export interface EmbedProgress {
  readonly done: number;
  readonly total: number;
}

export interface EmbedResult {
  readonly model: string;
  /** Versions that were looked at. */
  readonly versions: number;
  /** Texts that were sent to the model; the others had their vectors already. */
  readonly embedded: number;
  /** Versions of which the model refused a text. */
  readonly refused: number;
  /** Models whose vectors were removed. */
  readonly dropped: readonly string[];
}

const textsAtOnce = 32;
const requestsAtOnce = 2;
const manyTexts = 500;
/** What models say to a text that is too long for them, or that they will not have. */
const refusals: readonly unknown[] = [400, 413, 422];
const shortestText = 200;

/**
 * Makes the vectors that are missing: of every version of every memory, of all scopes, in the order in which they were said. What has
 * been done stays done: stopped anywhere it goes on from there, and a text that was seen before is not sent again. Throws
 * `embedder-missing`, and what the embedder throws.
 */
export async function embedMemories(
  store: MemoryStore,
  { again = false, dropOthers = false, signal, onProgress }: EmbedInput = {},
): Promise<EmbedResult> {
  const { embedder } = store;
  if (embedder === undefined) throw new ResteraError("embedder-missing");
  const isMine = ({ name }: MemoryModel): boolean => name === embedder.model;
  if (again) await drop(store, isMine);
  const model = await keepModel(store, embedder.model);
  const run = new EmbedRun(store, embedder, model, signal ?? new AbortController().signal);
  const total = await countWaiting(store, model);
  let versions = 0;
  for (let last = model.doneVersion; ;) {
    signal?.throwIfAborted();
    const page = await readVersionPage(store, last);
    if (page === undefined) break;
    // Removed, or with other memories than before: it begins anew.
    if (!(await run.embed(page))) return embedMemories(store, { dropOthers, signal, onProgress });
    last = page.last;
    versions += page.versions.length;
    onProgress?.({ done: Math.min(versions, total), total });
  }
  // Much quicker to make of all vectors at once.
  const { dimension = model.dimension } = run;
  if (dimension !== undefined) await store.vectors.prepare(store.database, model.number, dimension);
  if (run.counts.embedded >= manyTexts) await store.vectors.tidy(store.database);
  await markReady(store, model);
  const dropped = dropOthers ? await drop(store, (each) => !isMine(each)) : [];
  return { model: embedder.model, versions, ...run.counts, dropped };
}

async function drop(store: MemoryStore, which: (model: MemoryModel) => boolean): Promise<string[]> {
  const found = (await listModels(store)).filter(which);
  await dropModels(
    store,
    found.map(({ number }) => number),
  );
  return found.map(({ name }) => name);
}

/** One run of one model. */
class EmbedRun {
  readonly counts = { embedded: 0, refused: 0 };
  /** Known when the first vector is. */
  dimension: number | undefined;
  private readonly store: MemoryStore;
  private readonly embedder: Embedder;
  private readonly model: MemoryModel;
  private readonly signal: AbortSignal;
  /** By the hash of the text. */
  private readonly problems = new Map<string, string>();

  constructor(store: MemoryStore, embedder: Embedder, model: MemoryModel, signal: AbortSignal) {
    this.store = store;
    this.embedder = embedder;
    this.model = model;
    this.signal = signal;
  }

  /** Vectors are kept as they come; that the versions are done, only when all are there. False when the model is not what it was. */
  async embed(page: VersionPage): Promise<boolean> {
    const number = this.model.number;
    const known = await knownVectors(this.store, number, page);
    const missing = [...page.texts].filter(([hash]) => !known.has(hash));
    const batches: (typeof missing)[] = [];
    for (let at = 0; at < missing.length; at += textsAtOnce) {
      batches.push(missing.slice(at, at + textsAtOnce));
    }
    const work = async (): Promise<void> => {
      try {
        for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
          await this.embedBatch(batch);
        }
      } finally {
        batches.length = 0;
      }
    };
    // Nothing is left under way when it fails: the database may be closed then.
    const outcomes = await Promise.allSettled(Array.from({ length: requestsAtOnce }, work));
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
    const made = missing.length === 0 ? known : await knownVectors(this.store, number, page);
    const lacking = await linkVectors(this.store, this.model, page, made, this.problems);
    this.counts.refused += lacking ?? 0;
    return lacking !== undefined;
  }

  /** A batch that is refused is tried in halves, and a text alone in shorter and shorter beginnings. */
  private async embedBatch(batch: readonly (readonly [hash: string, text: string])[]) {
    const texts = batch.map(([, text]) => text);
    try {
      const call = { signal: this.signal, purpose: "document" as const };
      const vectors = await embedTexts(this.embedder, texts, call);
      await this.keep(batch.map(([hash], at) => ({ hash, vector: vectors[at]! })));
    } catch (error) {
      const { status } = error instanceof ResteraError ? error.details : {};
      if (this.signal.aborted || !refusals.includes(status)) throw error;
      const [[hash, text] = ["", ""]] = batch;
      if (batch.length > 1) {
        const half = Math.ceil(batch.length / 2);
        await this.embedBatch(batch.slice(0, half));
        await this.embedBatch(batch.slice(half));
      } else if (text.length >= 2 * shortestText) {
        await this.embedBatch([[hash, text.slice(0, text.length / 2).toWellFormed()]]);
      } else {
        // A server that refuses everything is set up wrongly: that is for somebody to see.
        if (this.counts.embedded === 0) throw error;
        this.problems.set(hash, String((error as ResteraError).details["problem"]));
      }
    }
  }

  private async keep(vectors: readonly TextVector[]): Promise<void> {
    const { dialect, vectors: kept, database } = this.store;
    if (this.dimension === undefined) {
      const { length } = vectors[0]!.vector;
      await keepDimension(this.store, this.model, length);
      this.dimension = length;
    }
    for (const { vector } of vectors) {
      checkDimension(this.model.name, this.dimension, vector.length);
    }
    await database.write(async (rows) => {
      await dialect.begin(rows);
      if (await isSame(rows, this.model)) await kept.keep(rows, this.model.number, vectors);
    });
    this.counts.embedded += vectors.length;
  }
}
