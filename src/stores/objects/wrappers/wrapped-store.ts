import type {
  Body,
  CallOptions,
  Capabilities,
  GetOptions,
  ListOptions,
  ObjectInfo,
  ObjectStore,
  PutOptions,
  StoreError,
  Version,
} from "../object-store.ts";
import { probeStore } from "../probe-store.ts";
import { casReference, readReference } from "../reference.ts";

/**
 * Passes every call on to another store; wrappers override what they change. `probe` and the
 * references are built on the other calls, so they go through the wrapper too.
 */
export class WrappedStore implements ObjectStore {
  readonly url: string;
  protected readonly inner: ObjectStore;
  readonly localPath?: (key: string) => string;
  readonly readsAreSlowed?: boolean;
  readonly stagingFolder?: () => Promise<string>;

  constructor(inner: ObjectStore) {
    this.inner = inner;
    this.url = inner.url;
    if (inner.localPath) this.localPath = (key) => inner.localPath!(key);
    if (inner.readsAreSlowed) this.readsAreSlowed = true;
    if (inner.stagingFolder) this.stagingFolder = () => inner.stagingFolder!();
  }

  probe(options?: CallOptions): Promise<Capabilities> {
    return probeStore(this, options);
  }

  putNew(key: string, body: Body, options?: PutOptions): Promise<"created" | "exists"> {
    return this.inner.putNew(key, body, options);
  }

  get(
    key: string,
    options?: GetOptions,
  ): Promise<ObjectInfo & { body: AsyncIterable<Uint8Array> }> {
    return this.inner.get(key, options);
  }

  head(key: string, options?: CallOptions): Promise<ObjectInfo | null> {
    return this.inner.head(key, options);
  }

  list(prefix: string, options?: ListOptions): AsyncIterable<ObjectInfo> {
    return this.inner.list(prefix, options);
  }

  putLarge(key: string, body: Body, options?: PutOptions): Promise<void> {
    return this.inner.putLarge(key, body, options);
  }

  replace(
    key: string,
    body: Body,
    ifVersion: Version | null,
    options?: CallOptions,
  ): Promise<{ ok: true; version: Version } | { ok: false }> {
    return this.inner.replace(key, body, ifVersion, options);
  }

  delete(keys: readonly string[], options?: CallOptions): Promise<Map<string, StoreError>> {
    return this.inner.delete(keys, options);
  }

  readRef(
    name: string,
    options?: CallOptions,
  ): Promise<{ value: string; version: Version } | null> {
    return readReference(this, name, options);
  }

  casRef(
    name: string,
    expected: Version | null,
    value: string,
    options?: CallOptions,
  ): Promise<"committed" | "lost" | "unknown"> {
    return casReference(this, name, expected, value, options);
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}
