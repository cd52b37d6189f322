import { totalmem } from "node:os";
import { Worker } from "node:worker_threads";
import type { Scores, VectorChunk } from "./best-scores.ts";
import type { NumberedVector } from "./vector-dialect.ts";

/** What the thread is told: to keep vectors, or to compare those that it keeps, or `chunk` alone, with a query. */
export type ScanRequest =
  | { readonly kind: "add"; readonly chunk: VectorChunk }
  | {
      readonly kind: "score";
      readonly id: number;
      readonly query: Float32Array;
      readonly count: number;
      readonly among?: Float64Array;
      readonly chunk?: VectorChunk;
    };

export interface ScanAnswer extends Scores {
  readonly id: number;
}

const [leastKept, mostKept] = [256 * 2 ** 20, 2 * 2 ** 30];

/**
 * Compares all vectors of a model with a query, in a thread of its own. They are read once and kept; what came since is
 * read before each search.
 */
export class VectorScan {
  private readonly read: (after: number) => Promise<NumberedVector[]>;
  private readonly mostBytes: number;
  private readonly thread: Worker;
  private readonly waiting = new Map<number, PromiseWithResolvers<Scores>>();
  private searches = 0;
  private last = 0;
  private bytes = 0;
  private reading: Promise<void> = Promise.resolve();
  private problem: Error | undefined;

  constructor(
    read: (after: number) => Promise<NumberedVector[]>,
    mostBytes: number = usualMostBytes(),
  ) {
    this.read = read;
    this.mostBytes = mostBytes;
    const ending = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
    this.thread = new Worker(new URL(`./scan-vectors-worker${ending}`, import.meta.url));
    this.thread.unref();
    this.thread.on("message", (answer: ScanAnswer) => {
      this.waiting.get(answer.id)?.resolve(answer);
      this.waiting.delete(answer.id);
      // Whoever waits for an answer must not see the process end before it.
      if (this.waiting.size === 0) this.thread.unref();
    });
    this.thread.on("error", (error) => this.fail(error));
    this.thread.on("exit", () => this.fail(new Error("the thread that compares vectors ended")));
  }

  /** True when its thread is gone: another one is to be made. */
  get isBroken(): boolean {
    return this.problem !== undefined;
  }

  /** The best of all vectors, or of some, best first. */
  async best(query: Float32Array, count: number, among?: Float64Array): Promise<Scores> {
    await (this.reading = this.reading.catch(() => undefined).then(() => this.readNew()));
    const found = [await this.score(query, count, among)];
    for (let after = this.last; this.isFull;) {
      const page = await this.read(after);
      if (page.length === 0) break;
      after = page.at(-1)!.number;
      found.push(await this.score(query, count, among, chunkOf(page)));
    }
    return found.length === 1 ? found[0]! : merged(found, count);
  }

  async close(): Promise<void> {
    await this.thread.terminate();
  }

  private get isFull(): boolean {
    return this.bytes >= this.mostBytes;
  }

  private async readNew(): Promise<void> {
    while (!this.isFull) {
      const page = await this.read(this.last);
      if (page.length === 0) return;
      const chunk = chunkOf(page);
      this.bytes += chunk.vectors.byteLength + chunk.numbers.byteLength;
      this.last = page.at(-1)!.number;
      this.send({ kind: "add", chunk }, chunk);
    }
  }

  private score(
    query: Float32Array,
    count: number,
    among: Float64Array | undefined,
    chunk?: VectorChunk,
  ): Promise<Scores> {
    if (this.problem !== undefined) return Promise.reject(this.problem);
    const id = ++this.searches;
    const answer = Promise.withResolvers<Scores>();
    this.waiting.set(id, answer);
    this.thread.ref();
    const request = { kind: "score" as const, id, query, count };
    this.send({ ...request, ...(among && { among }), ...(chunk && { chunk }) }, chunk);
    return answer.promise;
  }

  private send(request: ScanRequest, chunk: VectorChunk | undefined): void {
    this.thread.postMessage(
      request,
      chunk === undefined
        ? []
        : [chunk.numbers.buffer as ArrayBuffer, chunk.vectors.buffer as ArrayBuffer],
    );
  }

  private fail(error: Error): void {
    this.problem ??= error;
    for (const { reject } of this.waiting.values()) reject(this.problem);
    this.waiting.clear();
  }
}

/** What is kept of vectors in memory: a quarter of what there is. Those beyond it are read again for each search. */
function usualMostBytes(): number {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  return Math.max(leastKept, Math.min(mostKept, bytes / 4));
}

function chunkOf(page: readonly NumberedVector[]): VectorChunk {
  const width = page[0]!.vector.length;
  const vectors = new Float32Array(page.length * width);
  for (const [at, { vector }] of page.entries()) vectors.set(vector, at * width);
  return { numbers: Float64Array.from(page, ({ number }) => number), vectors };
}

function merged(parts: readonly Scores[], count: number): Scores {
  const all = parts.flatMap(({ numbers, scores }) =>
    Array.from(numbers, (number, at) => ({ number, score: scores[at]! })),
  );
  all.sort((a, b) => b.score - a.score || a.number - b.number);
  const best = all.slice(0, count);
  return {
    numbers: Float64Array.from(best, ({ number }) => number),
    scores: Float32Array.from(best, ({ score }) => score),
  };
}
