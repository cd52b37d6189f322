import { createHash } from "node:crypto";
import { collectBytes, openBody } from "../body.ts";
import { callSignal, orAbort } from "../call-signal.ts";
import {
  StoreError,
  type Body,
  type GetOptions,
  type ListOptions,
  type ObjectInfo,
  type ObjectStore,
  type PutOptions,
} from "../object-store.ts";
import { CacheFolder, promisedHash, type CachedPart } from "./cache-folder.ts";
import { WrappedStore } from "./wrapped-store.ts";

export interface ReadCacheSettings {
  /** A folder for this vault alone, such as `<cache>/restera/vaults/<vault id>`. Safe to delete at any time. */
  readonly folder: string;
  /** How much it may hold: what was not used for longest goes. */
  readonly maxBytes?: number;
}

const defaultMaxBytes = 2 ** 31;
/** A larger object is fetched in parts, as it is wanted. */
const largestKept = 64 << 20;
const keptFolders = ["index", "snapshots"] as const;

/**
 * Keeps indexes, snapshots and what callers mark with `keep` (packs with trees) on disk. Only what is named by its SHA-256 is
 * kept, and what is given was found to have it; listings, locks, references and `head` always ask the store.
 */
export function withReadCache(store: ObjectStore, settings: ReadCacheSettings): ObjectStore {
  return new CachingStore(store, settings);
}

class CachingStore extends WrappedStore {
  readonly #disk: CacheFolder;
  readonly #fetching = new Map<string, Promise<Uint8Array | undefined>>();

  constructor(inner: ObjectStore, { folder, maxBytes = defaultMaxBytes }: ReadCacheSettings) {
    super(inner);
    this.#disk = new CacheFolder(folder, maxBytes);
  }

  uncached(): ObjectStore {
    return this.inner;
  }

  override async get(
    key: string,
    options: GetOptions = {},
  ): Promise<ObjectInfo & { body: AsyncIterable<Uint8Array> }> {
    if (!isKept(key, options)) return this.inner.get(key, options);
    const part =
      (await this.#disk.read(key, options.range)) ??
      (this.#disk.isBroken ? undefined : await this.#fromStore(key, options));
    if (part === undefined) return this.inner.get(key, options);
    options.onProgress?.(part.bytes.length);
    const { size, modified } = part;
    return { key, size, version: "cached", modified, body: openBody(part.bytes) };
  }

  override async putNew(
    key: string,
    body: Body,
    options: PutOptions = {},
  ): Promise<"created" | "exists"> {
    const isWanted = isKept(key, options) && options.sha256 === promisedHash(key);
    const result = await this.inner.putNew(key, body, options);
    if (!isWanted) return result;
    if (body instanceof Uint8Array) await this.#disk.keep(key, body);
    else if (body.file !== undefined) await this.#disk.keepFile(key, body.file, body.size);
    return result;
  }

  /** A whole listing also tells what need not be kept any more. */
  override async *list(prefix: string, options: ListOptions = {}): AsyncGenerator<ObjectInfo> {
    const folder = keptFolders.find((name) => prefix === `${name}/`);
    const keys = new Set<string>();
    for await (const info of this.inner.list(prefix, options)) {
      if (folder !== undefined) keys.add(info.key);
      yield info;
    }
    if (folder !== undefined && options.after === undefined) await this.#disk.retain(folder, keys);
  }

  async #fromStore(key: string, options: GetOptions): Promise<CachedPart | undefined> {
    const subject = { store: this.url, key };
    const whole = await orAbort(this.#fetch(key), callSignal(options), subject);
    if (whole === undefined) return undefined;
    const { start = 0, end = whole.length } = options.range ?? {};
    return { bytes: whole.subarray(start, end), size: whole.length, modified: new Date() };
  }

  /** One download for all who want the object at the same time; it goes on when one of them gives up. */
  #fetch(key: string): Promise<Uint8Array | undefined> {
    const running = this.#fetching.get(key);
    if (running !== undefined) return running;
    const fetching = this.#fetchAndKeep(key).finally(() => this.#fetching.delete(key));
    this.#fetching.set(key, fetching);
    return fetching;
  }

  async #fetchAndKeep(key: string): Promise<Uint8Array | undefined> {
    const { body, size } = await this.inner.get(key);
    if (size > largestKept) {
      await body[Symbol.asyncIterator]().return?.();
      return undefined;
    }
    const bytes = await collectBytes(body);
    if (createHash("sha256").update(bytes).digest("hex") !== promisedHash(key)) {
      const problem = "its content does not have the hash that it is named by";
      throw new StoreError("corrupt", { store: this.url, key, problem });
    }
    await this.#disk.keep(key, bytes);
    return bytes;
  }
}

function isKept(key: string, { keep = false }: { readonly keep?: boolean }): boolean {
  if (promisedHash(key) === undefined) return false;
  return keep || keptFolders.some((folder) => key.startsWith(`${folder}/`));
}
