import { setTimeout as sleep } from "node:timers/promises";

/** How much may go at once after a pause, in milliseconds of the rate. */
const burstMs = 250;

/** Spreads bytes over time, for all who share it. */
export class RateLimiter {
  readonly #bytesPerMs: number;
  /** When all that was let through is paid for. */
  #paidUntilMs = 0;

  constructor(bytesPerSecond: number) {
    this.#bytesPerMs = bytesPerSecond / 1000;
  }

  /** Waits until `bytes` more fit the rate; rejects with the signal's reason when it fires first. */
  async take(bytes: number, signal?: AbortSignal): Promise<void> {
    const now = performance.now();
    this.#paidUntilMs = Math.max(this.#paidUntilMs, now - burstMs) + bytes / this.#bytesPerMs;
    const waitMs = this.#paidUntilMs - now;
    if (waitMs > 0) await sleep(waitMs, undefined, signal && { signal });
  }
}
