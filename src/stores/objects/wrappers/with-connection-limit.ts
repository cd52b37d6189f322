import { abortError } from "../call-signal.ts";
import type {
  Body,
  CallOptions,
  GetOptions,
  ObjectInfo,
  ObjectStore,
  PutOptions,
  StoreError,
  Version,
} from "../object-store.ts";
import { Semaphore } from "./semaphore.ts";
import { WrappedStore } from "./wrapped-store.ts";

/**
 * Lets at most `connections` calls run at a time, listings aside: they are one request after the
 * other. A download holds its place while it is read, so a
 * body must not be read inside another call of the same store.
 */
export function withConnectionLimit(store: ObjectStore, connections: number): ObjectStore {
  return new LimitedStore(store, connections);
}

class LimitedStore extends WrappedStore {
  readonly #places: Semaphore;

  constructor(inner: ObjectStore, connections: number) {
    super(inner);
    this.#places = new Semaphore(connections);
  }

  override putNew(key: string, body: Body, options?: PutOptions): Promise<"created" | "exists"> {
    return this.#held(key, options, () => this.inner.putNew(key, body, options));
  }

  override putLarge(key: string, body: Body, options?: PutOptions): Promise<void> {
    return this.#held(key, options, () => this.inner.putLarge(key, body, options));
  }

  override head(key: string, options?: CallOptions): Promise<ObjectInfo | null> {
    return this.#held(key, options, () => this.inner.head(key, options));
  }

  override replace(
    key: string,
    body: Body,
    ifVersion: Version | null,
    options?: CallOptions,
  ): Promise<{ ok: true; version: Version } | { ok: false }> {
    return this.#held(key, options, () => this.inner.replace(key, body, ifVersion, options));
  }

  override delete(
    keys: readonly string[],
    options?: CallOptions,
  ): Promise<Map<string, StoreError>> {
    return this.#held(keys[0] ?? "", options, () => this.inner.delete(keys, options));
  }

  override async get(
    key: string,
    options?: GetOptions,
  ): Promise<ObjectInfo & { body: AsyncIterable<Uint8Array> }> {
    const found = await this.#held(key, options, () => this.inner.get(key, options));
    return { ...found, body: this.#heldBody(key, found.body, options) };
  }

  async *#heldBody(
    key: string,
    body: AsyncIterable<Uint8Array>,
    options?: CallOptions,
  ): AsyncGenerator<Uint8Array> {
    await this.#enter(key, options);
    try {
      yield* body;
    } finally {
      this.#places.leave();
    }
  }

  async #held<T>(
    key: string,
    options: CallOptions | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    await this.#enter(key, options);
    try {
      return await work();
    } finally {
      this.#places.leave();
    }
  }

  async #enter(key: string, options: CallOptions = {}): Promise<void> {
    const { signal } = options;
    try {
      await this.#places.enter(signal);
    } catch {
      throw abortError(signal!, { store: this.url, key });
    }
  }
}
