import { bodySize, openBody, openBodyAt } from "../body.ts";
import { throwIfAborted } from "../call-signal.ts";
import type {
  Body,
  CallOptions,
  GetOptions,
  ObjectInfo,
  ObjectStore,
  PutOptions,
  Version,
} from "../object-store.ts";
import { RateLimiter } from "./rate-limiter.ts";
import { WrappedStore } from "./wrapped-store.ts";

export interface BandwidthLimits {
  readonly uploadBytesPerSecond?: number;
  readonly downloadBytesPerSecond?: number;
}

/** Larger pieces would come in bursts. */
const pieceBytes = 32 << 10;

/** Keeps uploads and downloads of all calls together below the given rates. */
export function withBandwidthLimit(store: ObjectStore, limits: BandwidthLimits): ObjectStore {
  return new SlowedStore(store, limits);
}

class SlowedStore extends WrappedStore {
  override readonly readsAreSlowed: boolean;
  readonly #upload: RateLimiter | undefined;
  readonly #download: RateLimiter | undefined;

  constructor(inner: ObjectStore, limits: BandwidthLimits) {
    super(inner);
    const { uploadBytesPerSecond: up, downloadBytesPerSecond: down } = limits;
    this.#upload = up === undefined ? undefined : new RateLimiter(up);
    this.readsAreSlowed = down !== undefined;
    this.#download = down === undefined ? undefined : new RateLimiter(down);
  }

  override putNew(key: string, body: Body, options?: PutOptions): Promise<"created" | "exists"> {
    return this.inner.putNew(key, this.#slowed(key, body, options), options);
  }

  override putLarge(key: string, body: Body, options?: PutOptions): Promise<void> {
    return this.inner.putLarge(key, this.#slowed(key, body, options), options);
  }

  override replace(
    key: string,
    body: Body,
    ifVersion: Version | null,
    options?: CallOptions,
  ): Promise<{ ok: true; version: Version } | { ok: false }> {
    return this.inner.replace(key, this.#slowed(key, body, options), ifVersion, options);
  }

  override async get(
    key: string,
    options?: GetOptions,
  ): Promise<ObjectInfo & { body: AsyncIterable<Uint8Array> }> {
    const found = await this.inner.get(key, options);
    if (this.#download === undefined) return found;
    return { ...found, body: this.#paced(key, found.body, this.#download, options) };
  }

  /** The body as a stream, also when it was in memory; its file is not offered, as taking it over is no upload. */
  #slowed(key: string, body: Body, options?: CallOptions): Body {
    const limiter = this.#upload;
    if (limiter === undefined) return body;
    return {
      size: bodySize(body),
      open: () => this.#paced(key, openBody(body), limiter, options),
      openAt: (start) => this.#paced(key, openBodyAt(body, start), limiter, options),
    };
  }

  async *#paced(
    key: string,
    chunks: AsyncIterable<Uint8Array>,
    limiter: RateLimiter,
    { signal }: CallOptions = {},
  ): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += pieceBytes) {
        const piece = chunk.subarray(at, at + pieceBytes);
        await limiter.take(piece.length, signal).catch((error: unknown) => {
          throwIfAborted(signal, { store: this.url, key });
          throw error;
        });
        yield piece;
      }
    }
  }
}
