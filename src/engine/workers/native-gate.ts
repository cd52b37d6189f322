import { setTimeout as wait } from "node:timers/promises";

/** Nothing happens; the thread loads native code; the thread is about to be ended. */
const [FREE, LOADING, ENDING] = [0, 1, 2];
const STEP_MS = 1;

/**
 * Keeps a thread from being ended while it loads native code: the code's own start then fails in a way that
 * ends the whole process. Shared by the thread and whoever ends it.
 */
export class NativeGate {
  readonly share: SharedArrayBuffer;
  private readonly words: Int32Array;

  constructor(share = new SharedArrayBuffer(4)) {
    this.share = share;
    this.words = new Int32Array(share);
  }

  /** In the thread: loads, unless the thread is about to be ended; then throws. */
  load<T>(load: () => T): T {
    if (Atomics.compareExchange(this.words, 0, FREE!, LOADING!) !== FREE) {
      throw new Error("the thread is about to end");
    }
    try {
      return load();
    } finally {
      Atomics.store(this.words, 0, FREE!);
    }
  }

  /** Outside of it: resolves when the thread may be ended, some milliseconds later at most. */
  async close(): Promise<void> {
    while (Atomics.compareExchange(this.words, 0, FREE!, ENDING!) === LOADING) await wait(STEP_MS);
  }
}
