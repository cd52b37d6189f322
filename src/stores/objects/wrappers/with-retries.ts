import { setTimeout as sleep } from "node:timers/promises";
import { abortError, callSignal } from "../call-signal.ts";
import {
  StoreError,
  type Body,
  type CallOptions,
  type GetOptions,
  type ListOptions,
  type ObjectInfo,
  type ObjectStore,
  type PutOptions,
} from "../object-store.ts";
import { WrappedStore } from "./wrapped-store.ts";

export interface RetrySettings {
  /** Attempts in all, the first included. */
  readonly attempts?: number;
  /** The wait before the second attempt; it doubles each time. */
  readonly firstWaitMs?: number;
  readonly longestWaitMs?: number;
  /** Called before each wait. */
  readonly onRetry?: (error: StoreError, attempt: number, waitMs: number) => void;
}

/**
 * Repeats what may be repeated, after waits that grow and vary. Writes of new objects may: the store
 * compares what is there with what was to be written. Conditional writes are not repeated here: the
 * adapters settle them by reading back. A download that breaks goes on where it stopped.
 */
export function withRetries(store: ObjectStore, settings: RetrySettings = {}): ObjectStore {
  return new RetryingStore(store, settings);
}

class RetryingStore extends WrappedStore {
  readonly #settings: Required<RetrySettings>;

  constructor(inner: ObjectStore, settings: RetrySettings) {
    super(inner);
    this.#settings = {
      attempts: settings.attempts ?? 6,
      firstWaitMs: settings.firstWaitMs ?? 500,
      longestWaitMs: settings.longestWaitMs ?? 30_000,
      onRetry: settings.onRetry ?? (() => undefined),
    };
  }

  override putNew(
    key: string,
    body: Body,
    options: PutOptions = {},
  ): Promise<"created" | "exists"> {
    const whole = asWhole(options);
    return this.#retry(key, whole, () => this.inner.putNew(key, body, whole));
  }

  override putLarge(key: string, body: Body, options: PutOptions = {}): Promise<void> {
    const whole = asWhole(options);
    return this.#retry(key, whole, () => this.inner.putLarge(key, body, whole));
  }

  override head(key: string, options: CallOptions = {}): Promise<ObjectInfo | null> {
    const whole = asWhole(options);
    return this.#retry(key, whole, () => this.inner.head(key, whole));
  }

  override async get(
    key: string,
    options: GetOptions = {},
  ): Promise<ObjectInfo & { body: AsyncIterable<Uint8Array> }> {
    const whole = asWhole(options);
    const first = await this.#retry(key, whole, () => this.inner.get(key, whole));
    return { ...first, body: this.#continued(first, whole) };
  }

  /** The rest of a broken listing starts after the last key that came. */
  override async *list(prefix: string, options: ListOptions = {}): AsyncGenerator<ObjectInfo> {
    const whole = asWhole(options);
    let after = options.after;
    for (let failures = 0; ;) {
      try {
        const rest = after === undefined ? whole : { ...whole, after };
        for await (const info of this.inner.list(prefix, rest)) {
          after = info.key;
          failures = 0;
          yield info;
        }
        return;
      } catch (error) {
        failures++;
        await this.#waitOrThrow(error, failures, prefix, whole);
      }
    }
  }

  override async delete(
    keys: readonly string[],
    options: CallOptions = {},
  ): Promise<Map<string, StoreError>> {
    const whole = asWhole(options);
    let left = keys;
    const final = new Map<string, StoreError>();
    for (let failures = 1; ; failures++) {
      const failed = await this.inner.delete(left, whole);
      for (const [key, error] of failed) if (!isPassing(error)) final.set(key, error);
      left = [...failed.keys()].filter((key) => !final.has(key));
      if (left.length === 0) return final;
      if (failures === this.#settings.attempts) {
        for (const key of left) final.set(key, failed.get(key)!);
        return final;
      }
      await this.#waitOrThrow(failed.get(left[0]!), failures, left[0]!, whole);
    }
  }

  /** The bytes of a download, across broken connections, as long as the object stays the same. */
  async *#continued(
    first: ObjectInfo & { body: AsyncIterable<Uint8Array> },
    options: GetOptions,
  ): AsyncGenerator<Uint8Array> {
    const { key, version, size } = first;
    const start = options.range?.start ?? 0;
    const end = Math.min(options.range?.end ?? size, size);
    let { body } = first;
    let got = 0;
    const { onProgress, ...call } = options;
    for (let failures = 0; ;) {
      try {
        for await (const chunk of body) {
          got += chunk.length;
          failures = 0;
          if (body !== first.body) onProgress?.(got);
          yield chunk;
        }
        return;
      } catch (error) {
        failures++;
        await this.#waitOrThrow(error, failures, key, options);
      }
      const range = { start: start + got, end };
      const rest = await this.#retry(key, options, () => this.inner.get(key, { ...call, range }));
      if (rest.version !== version) {
        const problem = "it was replaced while it was read";
        throw new StoreError("unavailable", { store: this.url, key, problem });
      }
      body = rest.body;
    }
  }

  async #retry<T>(key: string, options: CallOptions, work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        await this.#waitOrThrow(error, attempt, key, options);
      }
    }
  }

  /** Waits before the next attempt; throws the error when there is none. */
  async #waitOrThrow(
    error: unknown,
    failures: number,
    key: string,
    { signal }: CallOptions,
  ): Promise<void> {
    const { attempts, firstWaitMs, longestWaitMs, onRetry } = this.#settings;
    if (!isPassing(error) || failures >= attempts || signal?.aborted) throw error;
    const subject = { store: this.url, key };
    const longest = Math.min(longestWaitMs, firstWaitMs * 2 ** (failures - 1));
    const waitMs = Math.ceil(longest * (0.5 + Math.random() / 2));
    onRetry(error, failures, waitMs);
    try {
      await sleep(waitMs, undefined, signal && { signal });
    } catch {
      throw abortError(signal!, subject);
    }
  }
}

/** The caller's time limit is for all attempts together; each has the adapter's own one beside it. */
function asWhole<T extends CallOptions>(options: T): T {
  if (options.timeoutMs === undefined) return options;
  const { timeoutMs: _timeoutMs, ...rest } = options;
  return { ...rest, signal: callSignal(options)! } as T;
}

/** True for failures that may be gone at the next attempt. */
function isPassing(error: unknown): error is StoreError {
  return (
    error instanceof StoreError && ["throttled", "timeout", "unavailable"].includes(error.code)
  );
}
