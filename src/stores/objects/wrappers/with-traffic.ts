import type {
  Body,
  CallOptions,
  GetOptions,
  ObjectInfo,
  ObjectStore,
  PutOptions,
  Version,
} from "../object-store.ts";
import { WrappedStore } from "./wrapped-store.ts";

/** What has gone through a store since it was opened. */
export interface Traffic {
  readonly uploadedBytes: number;
  readonly downloadedBytes: number;
}

/** Calls `onTraffic` with the sums whenever bytes have moved; repeated attempts count again. */
export function withTraffic(
  store: ObjectStore,
  onTraffic: (traffic: Traffic) => void,
): ObjectStore {
  return new MeasuredStore(store, onTraffic);
}

class MeasuredStore extends WrappedStore {
  readonly #report: () => void;
  #uploadedBytes = 0;
  #downloadedBytes = 0;

  constructor(inner: ObjectStore, onTraffic: (traffic: Traffic) => void) {
    super(inner);
    this.#report = () =>
      onTraffic({ uploadedBytes: this.#uploadedBytes, downloadedBytes: this.#downloadedBytes });
  }

  override putNew(key: string, body: Body, options?: PutOptions): Promise<"created" | "exists"> {
    return this.inner.putNew(key, body, this.#countingUploads(options));
  }

  override putLarge(key: string, body: Body, options?: PutOptions): Promise<void> {
    return this.inner.putLarge(key, body, this.#countingUploads(options));
  }

  override replace(
    key: string,
    body: Body,
    ifVersion: Version | null,
    options?: CallOptions,
  ): Promise<{ ok: true; version: Version } | { ok: false }> {
    return this.inner.replace(key, body, ifVersion, this.#countingUploads(options));
  }

  override get(
    key: string,
    options?: GetOptions,
  ): Promise<ObjectInfo & { body: AsyncIterable<Uint8Array> }> {
    const add = (bytes: number): void => void (this.#downloadedBytes += bytes);
    return this.inner.get(key, this.#counting(options, add));
  }

  #countingUploads<T extends CallOptions>(options?: T): T & CallOptions {
    return this.#counting(options, (bytes) => void (this.#uploadedBytes += bytes));
  }

  #counting<T extends CallOptions>(
    options: T | undefined,
    add: (bytes: number) => void,
  ): T & CallOptions {
    let counted = 0;
    const onProgress = (done: number): void => {
      // Another attempt starts from the beginning.
      add(done < counted ? done : done - counted);
      counted = done;
      this.#report();
      options?.onProgress?.(done);
    };
    return { ...(options as T), onProgress };
  }
}
