import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { NativeGate } from "./native-gate.ts";
import { ResteraError, problemOf, type ErrorCode } from "../../foundation/errors.ts";

/** Two do the work; a third gains nothing on the machines measured and costs 40 MB. */
const MAX_WORKERS = 2;
/**
 * Room for young objects: workers that walk folders make many strings, the others hardly anything but
 * short-lived buffers outside the heap.
 */
export const youngGenerationMb = { folders: 16, packs: 4 } as const;

export function workerCount(): number {
  return Math.max(1, Math.min(MAX_WORKERS, availableParallelism()));
}

/** A thread and how many jobs it was given that it has not finished. */
interface Member {
  readonly thread: Worker;
  readonly gate: NativeGate;
  alive: boolean;
}

export interface PoolHandlers<From> {
  onMessage(worker: number, message: From): void;
  /** A thread stopped by itself: nothing it held is known to be done. */
  onDeath(error: ResteraError): void;
}

/** The threads of one operation. */
export class WorkerPool<To, From> {
  private readonly members: Member[] = [];
  private closing = false;

  /** `module` is the worker's file without its ending, relative to `base` (an `import.meta.url`). */
  constructor(
    module: string,
    base: string,
    count: number,
    data: (worker: number) => object,
    handlers: PoolHandlers<From>,
    maxYoungGenerationSizeMb: number = youngGenerationMb.folders,
  ) {
    const ending = base.endsWith(".ts") ? ".ts" : ".js";
    for (let i = 0; i < count; i++) {
      const gate = new NativeGate();
      const thread = new Worker(new URL(module + ending, base), {
        workerData: { ...data(i), nativeGate: gate.share },
        resourceLimits: { maxYoungGenerationSizeMb },
      });
      const member: Member = { thread, gate, alive: true };
      this.members.push(member);
      thread.on("message", (message: From) => handlers.onMessage(i, message));
      thread.on("error", (error) => {
        member.alive = false;
        handlers.onDeath(
          new ResteraError("worker-died", { problem: problemOf(error), cause: error }),
        );
      });
      thread.on("exit", (code) => {
        member.alive = false;
        if (!this.closing) {
          handlers.onDeath(
            new ResteraError("worker-died", { problem: `it exited with code ${code}` }),
          );
        }
      });
    }
  }

  get size(): number {
    return this.members.length;
  }

  send(worker: number, message: To): void {
    this.members[worker]!.thread.postMessage(message);
  }

  async close(): Promise<void> {
    this.closing = true;
    await Promise.all(
      this.members.map(async ({ thread, gate, alive }) => {
        if (alive) await gate.close();
        await thread.terminate();
      }),
    );
  }
}

/** Brings an error back from the plain form in which a worker posted it. */
export function fromWorker(error: unknown): unknown {
  const { code, details, stack } = (error ?? {}) as {
    code?: ErrorCode;
    details?: object;
    stack?: string;
  };
  if (error instanceof Error || code === undefined || details === undefined) return error;
  const revived = new ResteraError(code, { ...details });
  if (stack !== undefined) revived.stack = stack;
  return revived;
}

/** The form in which an error survives the way between threads: Node drops an error's own fields. */
export function toMain(error: unknown): unknown {
  if (!(error instanceof ResteraError)) return error;
  return { code: error.code, details: error.details, stack: error.stack };
}
