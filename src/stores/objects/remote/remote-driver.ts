import type { ObjectInfo, StoreError, Version } from "../object-store.ts";
import type { CallSubject } from "../call-signal.ts";
import type { PartNotes } from "./part-notes.ts";

/** What one request needs beside its key. */
export interface RequestContext {
  readonly signal: AbortSignal;
  readonly subject: CallSubject;
}

/** A body on its way to a server, with what is kept beside it. */
export interface Upload {
  readonly size: number;
  /** The bytes as one array, when they are in memory. */
  readonly bytes?: Uint8Array;
  /** The bytes from the start, or from a byte on; ends with an error unless there are exactly `size` in all. */
  open(start?: number): AsyncIterable<Uint8Array>;
  /** Reads the body unless the hash is known already. */
  hash(algorithm: "md5" | "sha256"): Promise<Buffer>;
  readonly metadata: Readonly<Record<string, string>>;
  /** Where an upload in parts is gone on with; absent when it begins anew each time. */
  readonly notes?: PartNotes;
}

/** What a server tells of an object. */
export interface RemoteObject extends ObjectInfo {
  /** With lower-case names. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface RemoteBody extends RemoteObject {
  /** Absent when the wanted range lies beyond the object. */
  readonly body?: AsyncIterable<Uint8Array>;
}

export interface Page {
  readonly objects: readonly ObjectInfo[];
  /** Absent on the last page. */
  readonly next?: string;
}

/**
 * The requests of one cloud's SDK, without any policy: each sends one request, once. Keys are whole
 * object names, with the store's prefix. What the SDK throws is passed on; `toStoreError` explains it.
 */
export interface RemoteDriver {
  /** Creates an object; null when there is one of that name. */
  create(key: string, upload: Upload, context: RequestContext): Promise<Version | null>;
  /** The same in several requests; the object appears whole at the end. */
  createLarge(key: string, upload: Upload, context: RequestContext): Promise<Version | null>;
  /** Replaces an object at a version; null when it has another or is gone. */
  swap(
    key: string,
    upload: Upload,
    ifVersion: Version,
    context: RequestContext,
  ): Promise<Version | null>;
  read(
    key: string,
    range: { readonly start: number; readonly end: number } | undefined,
    context: RequestContext,
  ): Promise<RemoteBody>;
  head(key: string, context: RequestContext): Promise<RemoteObject | null>;
  /** One page of the objects whose names start with the prefix, in name order. */
  list(
    prefix: string,
    from: { readonly next?: string; readonly after?: string },
    context: RequestContext,
  ): Promise<Page>;
  /** Deletes an object; a missing one is no error. */
  remove(key: string, context: RequestContext): Promise<void>;
  toStoreError(error: unknown, subject: CallSubject): StoreError;
  close(): void;
}
