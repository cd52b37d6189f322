import { bodySize, hashStream, noBytes, openBody } from "../body.ts";
import {
  abortError,
  callSignal,
  orAbort,
  throwIfAborted,
  type CallSubject,
} from "../call-signal.ts";
import { checkKey } from "../object-key.ts";
import {
  StoreError,
  type Body,
  type CallOptions,
  type Capabilities,
  type GetOptions,
  type ListOptions,
  type ObjectInfo,
  type ObjectStore,
  type PutOptions,
  type Version,
} from "../object-store.ts";
import { probeStore } from "../probe-store.ts";
import { casReference, readReference } from "../reference.ts";
import { conditionalReplace, operationsField } from "./conditional-replace.ts";
import { downloadBody } from "./download-body.ts";
import { exactUpload, type ExactUpload } from "./exact-upload.ts";
import { partNotes } from "./part-notes.ts";
import { requestTimeoutMs, uploadTimeoutMs } from "./upload-timeout.ts";
import type { RemoteBody, RemoteDriver, RemoteObject, RequestContext } from "./remote-driver.ts";

const deletionsAtOnce = 16;
const sha256Field = "restera-sha256";

/**
 * A bucket or container as an object store: all that is the same for the clouds. It sends each request
 * once; `withRetries` around it repeats what may be repeated.
 */
export class RemoteStore implements ObjectStore {
  readonly url: string;
  readonly #prefix: string;
  readonly #driver: RemoteDriver;
  readonly #requestMs: number;

  /** `prefix` is empty or a key; every key of the store lies below it. `requestMs`: how long an answer may take. */
  constructor(url: string, prefix: string, driver: RemoteDriver, requestMs = requestTimeoutMs) {
    this.url = url;
    this.#prefix = prefix === "" ? "" : `${prefix}/`;
    [this.#driver, this.#requestMs] = [driver, requestMs];
  }

  probe(options?: CallOptions): Promise<Capabilities> {
    return probeStore(this, options);
  }

  async putNew(key: string, body: Body, options: PutOptions = {}): Promise<"created" | "exists"> {
    return this.#put(key, body, options, (name, upload, context) =>
      this.#driver.create(name, upload, context),
    );
  }

  async putLarge(key: string, body: Body, options: PutOptions = {}): Promise<void> {
    await this.#put(key, body, options, (name, upload, context) =>
      this.#driver.createLarge(name, upload, context),
    );
  }

  async get(
    key: string,
    options: GetOptions = {},
  ): Promise<ObjectInfo & { body: AsyncIterable<Uint8Array> }> {
    const { range, onProgress } = options;
    const wanted = callSignal(options) ?? new AbortController().signal;
    // The answer has a time limit; what follows may take long, but may not go silent.
    const patience = new AbortController();
    const giveUp = (): void => patience.abort(new DOMException("no answer", "TimeoutError"));
    const timer = setTimeout(giveUp, this.#requestMs);
    const signal = AbortSignal.any([wanted, patience.signal]);
    try {
      return await this.#call(key, signal, async (name, context) => {
        const { subject } = context;
        // No server understands a range without bytes; only the object's facts are wanted.
        const isEmpty = range !== undefined && range.end <= range.start;
        const found: RemoteBody | null = isEmpty
          ? await this.#driver.head(name, context)
          : await this.#driver.read(name, range, context);
        if (found === null) {
          throw new StoreError("not-found", { ...subject, problem: "it is not there" });
        }
        const { body = noBytes() } = found;
        const end = Math.min(range?.end ?? found.size, found.size);
        const size = Math.max(0, end - (range?.start ?? 0));
        const toStoreError = (error: unknown): StoreError =>
          this.#driver.toStoreError(error, subject);
        const download = { subject, size, signal: wanted, onProgress, toStoreError };
        return { ...this.#infoOf(key, found), body: downloadBody(body, download) };
      });
    } finally {
      clearTimeout(timer);
    }
  }

  head(key: string, options: CallOptions = {}): Promise<ObjectInfo | null> {
    return this.#call(key, callSignal(options, this.#requestMs), async (name, context) => {
      const found = await this.#driver.head(name, context);
      return found && this.#infoOf(key, found);
    });
  }

  async *list(prefix: string, options: ListOptions = {}): AsyncGenerator<ObjectInfo> {
    const after = options.after === undefined ? {} : { after: this.#prefix + options.after };
    let from: { next?: string; after?: string } = after;
    for (;;) {
      const page = await this.#run(prefix, callSignal(options, this.#requestMs), (name, context) =>
        this.#driver.list(name, from, context),
      );
      for (const info of page.objects) {
        yield { ...info, key: info.key.slice(this.#prefix.length) };
      }
      if (page.next === undefined) return;
      from = { ...after, next: page.next };
    }
  }

  replace(
    key: string,
    body: Body,
    ifVersion: Version | null,
    options: CallOptions = {},
  ): Promise<{ ok: true; version: Version } | { ok: false }> {
    return this.#call(key, this.#uploadSignal(body, options), (name, context) =>
      conditionalReplace(ifVersion, {
        look: () => this.#driver.head(name, context).catch(this.#explain(context)),
        write: async (operations) => {
          const metadata = { [operationsField]: operations };
          const upload = exactUpload(body, {
            ...context,
            metadata,
            onProgress: options.onProgress,
          });
          return this.#upload(upload, context, (context) =>
            ifVersion === null
              ? this.#driver.create(name, upload, context)
              : this.#driver.swap(name, upload, ifVersion, context),
          );
        },
      }),
    );
  }

  async delete(
    keys: readonly string[],
    options: CallOptions = {},
  ): Promise<Map<string, StoreError>> {
    const failed = new Map<string, StoreError>();
    const queue = [...keys].reverse();
    const removeNext = async (): Promise<void> => {
      for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
        try {
          await this.#call(key, callSignal(options, this.#requestMs), (name, context) =>
            this.#driver.remove(name, context),
          );
        } catch (error) {
          const failure = error as StoreError;
          if (failure.code === "cancelled") throw failure;
          failed.set(key, failure);
        }
      }
    };
    const runners = Math.min(deletionsAtOnce, keys.length);
    await Promise.all(Array.from({ length: runners }, removeNext));
    return failed;
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

  async close(): Promise<void> {
    this.#driver.close();
  }

  async #put(
    key: string,
    body: Body,
    options: PutOptions,
    create: (name: string, upload: ExactUpload, context: RequestContext) => Promise<Version | null>,
  ): Promise<"created" | "exists"> {
    return this.#call(key, this.#uploadSignal(body, options), async (name, context) => {
      const { sha256, onProgress } = options;
      const metadata = sha256 === undefined ? {} : { [sha256Field]: sha256 };
      const notes = partNotes(options, { store: this.url, key, size: bodySize(body) });
      const upload = exactUpload(body, { ...context, sha256, metadata, onProgress, notes });
      const result = await this.#upload(upload, context, (context) =>
        create(name, upload, context),
      );
      if (result !== null) {
        onProgress?.(upload.size);
        return "created";
      }
      await this.#confirmSame(name, body, sha256, context);
      return "exists";
    });
  }

  /** Ends with the error of the body, when that failed, rather than what the SDK made of it. */
  async #upload<T>(
    upload: ExactUpload,
    { signal, subject }: RequestContext,
    send: (context: RequestContext) => Promise<T>,
  ): Promise<T> {
    try {
      return await send({ signal: AbortSignal.any([signal, upload.failed]), subject });
    } catch (error) {
      if (signal.aborted) throw abortError(signal, subject);
      throw this.#driver.toStoreError(upload.failure() ?? error, subject);
    }
  }

  /** Throws `corrupt` unless the stored object has the body's content. */
  async #confirmSame(
    name: string,
    body: Body,
    sha256: string | undefined,
    context: RequestContext,
  ): Promise<void> {
    const stored = await this.#driver.head(name, context);
    const isSame =
      stored !== null &&
      stored.size === bodySize(body) &&
      (await this.#storedHash(name, stored, context)) ===
        (sha256 ?? (await hashStream(openBody(body))).sha256);
    if (isSame) return;
    const problem =
      stored === null ? "it was deleted meanwhile" : "it is already there with other content";
    throw new StoreError(stored === null ? "unavailable" : "corrupt", {
      ...context.subject,
      problem,
    });
  }

  async #storedHash(name: string, stored: RemoteObject, context: RequestContext): Promise<string> {
    const kept = stored.metadata[sha256Field];
    if (kept !== undefined) return kept;
    const { body } = await this.#driver.read(name, undefined, context);
    return (await hashStream(body ?? noBytes())).sha256;
  }

  #uploadSignal(body: Body, options: CallOptions): AbortSignal | undefined {
    return callSignal(options, uploadTimeoutMs(body, this.#requestMs));
  }

  #infoOf(key: string, { size, version, modified }: ObjectInfo): ObjectInfo {
    return { key, size, version, modified };
  }

  #explain({ signal, subject }: RequestContext): (error: unknown) => never {
    return (error) => {
      if (signal.aborted) throw abortError(signal, subject);
      throw this.#driver.toStoreError(error, subject);
    };
  }

  #call<T>(
    key: string,
    signal: AbortSignal | undefined,
    work: (name: string, context: RequestContext) => Promise<T>,
  ): Promise<T> {
    // A throw in here must reject like everything else.
    return this.#run(key, signal, async (name, context) => {
      checkKey(key, this.url);
      return work(name, context);
    });
  }

  /** Runs the requests of one call under its signal; whatever is thrown leaves as a `StoreError`. */
  async #run<T>(
    key: string,
    signal: AbortSignal = new AbortController().signal,
    work: (name: string, context: RequestContext) => Promise<T>,
    shownKey = key,
  ): Promise<T> {
    const subject: CallSubject = { store: this.url, key: shownKey };
    throwIfAborted(signal, subject);
    const context = { signal, subject };
    const working = work(this.#prefix + key, context).catch(this.#explain(context));
    return orAbort(working, signal, subject);
  }
}
