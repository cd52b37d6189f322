import { setTimeout as wait } from "node:timers/promises";
import { workerData } from "node:worker_threads";

/** The thread runs JavaScript alone; it is in native code; it is about to be ended. */
const FREE = 0;
const NATIVE = 1;
const ENDING = 2;
const STEP_MS = 1;

/**
 * Keeps a thread from being ended while it is in an addon's native code, which may then fail in a way that ends
 * the whole process (Node-API refuses its calls, and the addon cannot throw). Shared by the thread and whoever ends it.
 */
export class NativeGate {
  readonly share: SharedArrayBuffer;
  private readonly words: Int32Array;

  constructor(share = new SharedArrayBuffer(4)) {
    this.share = share;
    this.words = new Int32Array(share);
  }

  /** In the thread: makes a call, unless the thread is about to be ended; then throws. Calls are not nested. */
  run<T>(call: () => T): T {
    if (Atomics.compareExchange(this.words, 0, FREE, NATIVE) !== FREE) {
      throw new Error("the thread is about to end");
    }
    try {
      return call();
    } finally {
      Atomics.store(this.words, 0, FREE);
    }
  }

  /** Outside of it: resolves when the thread may be ended, some milliseconds later at most. */
  async close(): Promise<void> {
    while (Atomics.compareExchange(this.words, 0, FREE, ENDING) === NATIVE) await wait(STEP_MS);
  }
}

const { nativeGate } = (workerData ?? {}) as { readonly nativeGate?: SharedArrayBuffer };
const own = nativeGate === undefined ? undefined : new NativeGate(nativeGate);

/** Makes a call through this thread's gate, when it is a worker of ours: it is not ended meanwhile. Not nested. */
export function throughOwnGate<T>(call: () => T): T {
  return own === undefined ? call() : own.run(call);
}
