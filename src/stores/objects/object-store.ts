import { ResteraError, type ErrorDetails } from "../../foundation/errors.ts";

/** Opaque name of one state of a key: an ETag, a generation, a file's generation. */
export type Version = string;

/**
 * Bytes to store. The second form can be opened again for a retry. `file` names a local file with
 * exactly these bytes that the caller no longer needs: once they are stored, a store may have taken the
 * file over, so a caller removes it only if it is still there. After a failure it is untouched.
 */
export type Body =
  | Uint8Array
  | {
      readonly size: number;
      readonly file?: string;
      open(): AsyncIterable<Uint8Array>;
      /** The same from a byte on, for bodies that need not read what is before it. */
      openAt?(start: number): AsyncIterable<Uint8Array>;
    };

export interface ObjectInfo {
  readonly key: string;
  readonly size: number;
  readonly version: Version;
  readonly modified: Date;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds for the whole call; the adapter's default when absent. */
  readonly timeoutMs?: number;
  /** Called with the bytes moved so far. */
  readonly onProgress?: (bytes: number) => void;
}

export interface GetOptions extends CallOptions {
  /** Byte range; `end` is exclusive. What lies beyond the object is left out. */
  readonly range?: { readonly start: number; readonly end: number };
  /** It will be read again: worth keeping whole, where reads are cached. */
  readonly keep?: boolean;
}

export interface ListOptions extends CallOptions {
  /** Only keys after this one. */
  readonly after?: string;
}

export interface PutOptions extends CallOptions {
  /** Hexadecimal SHA-256 of the body when known: lets "exists" be proven without a download where a store keeps it. */
  readonly sha256?: string;
  /** It will be read again: worth keeping, where reads are cached. */
  readonly keep?: boolean;
  /**
   * For `putLarge` of a body whose `sha256` is given: parts that arrived are left with the store when the rest fails, and the next
   * call with the same notes and content goes on after them, in another process too.
   */
  readonly notes?: UploadNotes;
}

/**
 * A place for one note, kept by the caller: how far a large upload has come. It may hold what allows writing under that one key, so only its
 * owner should read it.
 */
export interface UploadNotes {
  read(): Promise<string | undefined>;
  /** `undefined` when nothing is under way any more. */
  write(note: string | undefined): Promise<void>;
}

/** What a store can really do, found out by `probe` on scratch keys. */
export interface Capabilities {
  /** `putNew` lets exactly one of several racers win. */
  readonly createOnly: boolean;
  /** `replace` and `casRef` let exactly one of several racers win. */
  readonly compareAndSwap: boolean;
  /** A finished write is seen by the next read and list. */
  readonly readAfterWrite: boolean;
  readonly ranges: boolean;
  readonly delete: boolean;
}

export type StoreErrorCode =
  | "not-found"
  | "denied"
  | "throttled"
  | "timeout"
  | "cancelled"
  | "corrupt"
  | "unsupported"
  | "unavailable";

/** What went wrong in an object store, in words that are the same for all of them. */
export class StoreError extends ResteraError {
  override readonly name: string = "StoreError";
  declare readonly code: StoreErrorCode;

  // Only narrows the code.
  // oxlint-disable-next-line no-useless-constructor
  constructor(code: StoreErrorCode, details: ErrorDetails = {}) {
    super(code, details);
  }
}

/**
 * Keys and bytes. A key is a `/`-separated path without a leading slash; `checkKey` has the rules. All calls reject with
 * `StoreError`; an abort through `signal` rejects with code `cancelled`.
 */
export interface ObjectStore {
  /** The address as a user would write it, without secrets; for messages. */
  readonly url: string;
  /** Measures what the store can do, with real races on scratch keys that it removes again. */
  probe(options?: CallOptions): Promise<Capabilities>;
  /** Creates a key. "exists" only when the stored size and content agree with `body`; otherwise `corrupt`. */
  putNew(key: string, body: Body, options?: PutOptions): Promise<"created" | "exists">;
  get(key: string, options?: GetOptions): Promise<ObjectInfo & { body: AsyncIterable<Uint8Array> }>;
  head(key: string, options?: CallOptions): Promise<ObjectInfo | null>;
  /** Every key that starts with `prefix`, in key order (by UTF-8 bytes). */
  list(prefix: string, options?: ListOptions): AsyncIterable<ObjectInfo>;
  /** Creates a key from a body too large for one request, in parts; it appears whole or not at all. */
  putLarge(key: string, body: Body, options?: PutOptions): Promise<void>;
  /** Writes a plain key when it still has the given version (`null`: when it does not exist). */
  replace(
    key: string,
    body: Body,
    ifVersion: Version | null,
    options?: CallOptions,
  ): Promise<{ ok: true; version: Version } | { ok: false }>;
  /** Deletes keys; the map names those that could not be. A missing key counts as deleted. */
  delete(keys: readonly string[], options?: CallOptions): Promise<Map<string, StoreError>>;
  readRef(name: string, options?: CallOptions): Promise<{ value: string; version: Version } | null>;
  casRef(
    name: string,
    expected: Version | null,
    value: string,
    options?: CallOptions,
  ): Promise<"committed" | "lost" | "unknown">;
  /** Where the key's bytes lie in the local file system, for stores that are folders. */
  localPath?(key: string): string;
  /** Bytes are to be read with `get` alone, which keeps them below a rate, also where `localPath` would tell where they lie. */
  readonly readsAreSlowed?: boolean;
  /** A folder on the same file system as the store, where files meant for `putNew` can be staged. */
  stagingFolder?(): Promise<string>;
  /** The store without the cache in front of it, to see what is really there. */
  uncached?(): ObjectStore;
  close(): Promise<void>;
}
