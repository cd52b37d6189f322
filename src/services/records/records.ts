import { ResteraError } from "../../foundation/errors.ts";
import type { CallOptions } from "../../stores/objects/object-store.ts";
import {
  contentHash,
  documentProblem,
  timestampOf,
  type RecordDocument,
} from "./record-document.ts";
import {
  checkCollection,
  historyKey,
  keyOf,
  latestId,
  numberedId,
  parseKey,
  ruleOf,
  type ParsedKey,
  type RecordName,
} from "./record-name.ts";
import type { RecordStore } from "./record-store.ts";

/** One record as a list shows it. */
export interface RecordInfo extends ParsedKey {
  readonly key: string;
  readonly bytes: number;
  /** When its place was last written. */
  readonly modified: Date;
}

/** A record that could not be read, and why. */
export interface RecordProblem {
  readonly key: string;
  readonly problem: string;
}

/** How often a race for one key is run before giving up. */
const attempts = 50;

/**
 * Keeps a document under a number of its collection, the next free one from `timestamp` on: two machines may
 * write in the same millisecond. `make` gets the number.
 */
export async function addRecord(
  records: RecordStore,
  collection: string,
  timestamp: number,
  make: (timestamp: number) => RecordDocument,
  call: CallOptions = {},
): Promise<{
  readonly key: string;
  readonly timestamp: number;
  readonly document: RecordDocument;
}> {
  for (let at = timestamp; at < timestamp + attempts * 20; at++) {
    const key = keyOf({ collection, id: numberedId(collection, at) });
    const document = make(at);
    const problem = documentProblem(collection, document);
    if (problem !== undefined) throw new ResteraError("record-invalid", { key, problem });
    if ((await records.head(key, call)) !== null) continue;
    if ((await records.create(key, document, call)) === "created")
      return { key, timestamp: at, document };
  }
  throw new ResteraError("record-contended", { key: `${collection}/`, store: records.url });
}

/** What saving a record came to. */
export interface SavedRecord {
  readonly key: string;
  readonly version: string;
  /** False when it was there with the same content already. */
  readonly changed: boolean;
}

/**
 * Writes a record by compare-and-swap. What was there before is kept in its history, so that no writer's work
 * is lost to another. `ifVersion`: only when it still has this version (`null`: is not there), else `record-changed`.
 */
export async function saveRecord(
  records: RecordStore,
  name: RecordName,
  document: RecordDocument,
  options: CallOptions & { readonly ifVersion?: string | null } = {},
): Promise<SavedRecord> {
  const { ifVersion, ...call } = options;
  const key = keyOf(name);
  const problem = documentProblem(name.collection, document);
  if (problem !== undefined) throw new ResteraError("record-invalid", { key, problem });
  for (let attempt = 0; attempt < attempts; attempt++) {
    const old = await readOrBroken(records, key, call);
    if (ifVersion !== undefined && (old?.version ?? null) !== ifVersion) {
      throw new ResteraError("record-changed", { key, store: records.url });
    }
    if (old !== undefined && contentHash(old.document) === contentHash(document)) {
      return { key, version: old.version, changed: false };
    }
    if (old !== undefined && parseKey(key)?.isLatest !== true)
      await keepHistory(records, key, old.document, call);
    const version = await records.replace(key, document, old?.version ?? null, call);
    if (version !== undefined) return { key, version, changed: true };
  }
  throw new ResteraError("record-contended", { key, store: records.url });
}

/** A record that is no JSON may be replaced; one that only another key opens may not. */
async function readOrBroken(
  records: RecordStore,
  key: string,
  call: CallOptions,
): Promise<{ document: unknown; version: string } | undefined> {
  try {
    return await records.read(key, call);
  } catch (error) {
    const isBroken = error instanceof ResteraError && error.code === "record-unreadable";
    const info = isBroken ? await records.head(key, call) : null;
    if (info === null) throw error;
    return { document: undefined, version: info.version };
  }
}

/** Keeps what a record was before it is replaced. */
export async function keepHistory(
  records: RecordStore,
  key: string,
  document: unknown,
  call: CallOptions = {},
): Promise<void> {
  if (document === undefined) return;
  const hash = contentHash(document);
  await records.create(
    historyKey(key, timestampOf(document as RecordDocument), hash),
    document,
    call,
  );
}

/** A record's document. Throws `record-missing`, `record-unreadable` and what the key throws. */
export async function getRecord(
  records: RecordStore,
  name: RecordName,
  call: CallOptions = {},
): Promise<RecordDocument> {
  const key = keyOf(name);
  const found = await records.read(key, call);
  if (found === undefined) throw new ResteraError("record-missing", { key, store: records.url });
  return checked(records, name.collection, key, found.document);
}

function checked(
  records: RecordStore,
  collection: string,
  key: string,
  document: unknown,
): RecordDocument {
  const problem = documentProblem(collection, document);
  if (problem === undefined) return document as RecordDocument;
  throw new ResteraError("record-unreadable", { key, store: records.url, problem });
}

/** The records of a collection in key order; what is no record is left out. */
export async function* listRecords(
  records: RecordStore,
  collection: string,
  call: CallOptions = {},
): AsyncGenerator<RecordInfo> {
  checkCollection(collection);
  for await (const { key, size, modified } of records.list(`${collection}/`, call)) {
    const parsed = parseKey(key);
    if (parsed !== undefined) yield { ...parsed, key, bytes: size, modified };
  }
}

/** The numbered records of a collection, the newest first. */
export async function numberedRecords(
  records: RecordStore,
  collection: string,
  call: CallOptions,
): Promise<(RecordInfo & { timestamp: number })[]> {
  const found: (RecordInfo & { timestamp: number })[] = [];
  for await (const info of listRecords(records, collection, call)) {
    if (info.timestamp !== undefined) found.push({ ...info, timestamp: info.timestamp });
  }
  return found.toSorted((a, b) => b.timestamp - a.timestamp || (a.key < b.key ? -1 : 1));
}

/** A record and what was passed over on the way to it. */
export interface FoundRecord {
  readonly key: string;
  readonly document: RecordDocument;
  readonly problems: readonly RecordProblem[];
}

/**
 * The newest of a collection: its `-latest`, else the newest that can be read, with the problems of those that
 * could not. Throws `record-missing` when there is none, and the first problem when none can be read.
 */
export async function latestRecord(
  records: RecordStore,
  collection: string,
  call: CallOptions = {},
): Promise<FoundRecord> {
  const latest = ruleOf(collection)?.hasLatest
    ? [keyOf({ collection, id: latestId(collection) })]
    : [];
  const wanted = `${collection}/${latestId(collection)}.json`;
  return firstReadable(records, collection, { first: latest, until: Infinity, wanted }, call);
}

/** What was the newest at a moment: of numbered records the newest not after it. Throws `record-missing`. */
export async function recordAt(
  records: RecordStore,
  collection: string,
  timestamp: number,
  call: CallOptions = {},
): Promise<FoundRecord> {
  const wanted = `${collection}/${numberedId(collection, timestamp)}.json`;
  return firstReadable(records, collection, { first: [], until: timestamp, wanted }, call);
}

async function firstReadable(
  records: RecordStore,
  collection: string,
  { first, until, wanted }: { first: readonly string[]; until: number; wanted: string },
  call: CallOptions,
): Promise<FoundRecord> {
  const problems: RecordProblem[] = [];
  let failure: ResteraError | undefined;
  const tryKey = async (key: string): Promise<RecordDocument | undefined> => {
    try {
      const found = await records.read(key, call);
      return found && checked(records, collection, key, found.document);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      failure ??= error;
      problems.push({ key, problem: error.message });
      return undefined;
    }
  };
  for (const key of first) {
    const document = await tryKey(key);
    if (document !== undefined) return { key, document, problems };
  }
  for (const { key, timestamp } of await numberedRecords(records, collection, call)) {
    if (timestamp > until) continue;
    const document = await tryKey(key);
    if (document !== undefined) return { key, document, problems };
  }
  throw failure ?? new ResteraError("record-missing", { key: wanted, store: records.url });
}

/** True for what is wrong with one record, rather than with the store or the key. */
export function isUnreadable(error: unknown): error is ResteraError {
  const codes = ["record-unreadable", "portable-damaged", "record-encrypted", "portable-key-wrong"];
  return error instanceof ResteraError && codes.includes(error.code);
}
