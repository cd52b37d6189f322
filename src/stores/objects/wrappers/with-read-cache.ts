import { createHash, randomUUID } from "node:crypto";
import { open, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { collectBytes } from "../body.ts";
import { callSignal, orAbort } from "../call-signal.ts";
import { StoreError, type GetOptions, type ObjectInfo, type ObjectStore } from "../object-store.ts";
import { WrappedStore } from "./wrapped-store.ts";

export interface ReadCacheSettings {
  /** A folder for this vault alone, such as `<cache>/restera/<vault id>`. Safe to delete at any time. */
  readonly folder: string;
  /** Which packs to keep beside indexes and snapshots: those with trees. */
  readonly isTreePack?: (key: string) => boolean;
}

const hashName = /(?:^|\/)([0-9a-f]{64})$/;

/**
 * Keeps indexes, snapshots and tree packs on disk. Only what is named by its SHA-256 is kept, and only
 * after its content was found to have it; listings, locks, references and `head` always ask the store.
 */
export function withReadCache(store: ObjectStore, settings: ReadCacheSettings): ObjectStore {
  return new CachingStore(store, settings);
}

class CachingStore extends WrappedStore {
  readonly #folder: string;
  readonly #isTreePack: (key: string) => boolean;
  /** Keys whose file was checked since the start; a file is hashed once, not for each range. */
  readonly #checked = new Set<string>();
  readonly #fetching = new Map<string, Promise<Uint8Array>>();

  constructor(inner: ObjectStore, { folder, isTreePack = () => false }: ReadCacheSettings) {
    super(inner);
    this.#folder = folder;
    this.#isTreePack = isTreePack;
  }

  override async get(
    key: string,
    options: GetOptions = {},
  ): Promise<ObjectInfo & { body: AsyncIterable<Uint8Array> }> {
    if (!this.#isKept(key)) return this.inner.get(key, options);
    const part = (await this.#fromDisk(key, options)) ?? (await this.#fromStore(key, options));
    options.onProgress?.(part.bytes.length);
    const { size } = part;
    return { key, size, version: "cached", modified: part.modified, body: once(part.bytes) };
  }

  #isKept(key: string): boolean {
    if (!hashName.test(key)) return false;
    return key.startsWith("index/") || key.startsWith("snapshots/") || this.#isTreePack(key);
  }

  async #fromDisk(key: string, { range }: GetOptions): Promise<Part | undefined> {
    const path = this.#pathOf(key);
    try {
      const { size, mtime } = await stat(path);
      if (!this.#checked.has(key)) {
        if (sha256(await readFile(path)) !== hashName.exec(key)![1]) {
          await rm(path, { force: true });
          return undefined;
        }
        this.#checked.add(key);
      }
      const start = Math.min(range?.start ?? 0, size);
      const end = Math.min(range?.end ?? size, size);
      return { bytes: await readPart(path, start, end), size, modified: mtime };
    } catch {
      // A cache that cannot be read is a cache that has nothing.
      return undefined;
    }
  }

  async #fromStore(key: string, options: GetOptions): Promise<Part> {
    const subject = { store: this.url, key };
    const whole = await orAbort(this.#fetch(key), callSignal(options), subject);
    const { start = 0, end = whole.length } = options.range ?? {};
    return { bytes: whole.subarray(start, end), size: whole.length, modified: new Date() };
  }

  /** One download for all who want the object at the same time; it goes on when one of them gives up. */
  #fetch(key: string): Promise<Uint8Array> {
    const running = this.#fetching.get(key);
    if (running !== undefined) return running;
    const fetching = this.#fetchAndKeep(key).finally(() => this.#fetching.delete(key));
    this.#fetching.set(key, fetching);
    return fetching;
  }

  async #fetchAndKeep(key: string): Promise<Uint8Array> {
    const { body } = await this.inner.get(key);
    const bytes = await collectBytes(body);
    if (sha256(bytes) !== hashName.exec(key)![1]) {
      const problem = "its content does not have the hash that it is named by";
      throw new StoreError("corrupt", { store: this.url, key, problem });
    }
    await keep(this.#pathOf(key), bytes).then(
      () => this.#checked.add(key),
      // A full disk must not stop a restore.
      () => undefined,
    );
    return bytes;
  }

  #pathOf(key: string): string {
    return join(this.#folder, ...key.split("/"));
  }
}

interface Part {
  readonly bytes: Uint8Array;
  /** Of the whole object. */
  readonly size: number;
  readonly modified: Date;
}

async function readPart(path: string, start: number, end: number): Promise<Uint8Array> {
  const handle = await open(path, "r");
  try {
    const bytes = Buffer.alloc(Math.max(0, end - start));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
    if (bytesRead !== bytes.length) throw new Error("the cached file is shorter than it was");
    return bytes;
  } finally {
    await handle.close();
  }
}

/** Appears whole or not at all; other processes may use the same cache. */
async function keep(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}`;
  try {
    await writeFile(temporary, bytes, { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

// oxlint-disable-next-line require-await
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}
