import { ResteraError } from "../../foundation/errors.ts";
import type { CallOptions } from "../../stores/objects/object-store.ts";
import { timestampOf, type RecordDocument } from "./record-document.ts";
import { historyPrefix, keyOf, type RecordName } from "./record-name.ts";
import type { RecordStore } from "./record-store.ts";
import { isUnreadable, numberedRecords } from "./records.ts";

/** One state of a record. */
export interface RecordState {
  readonly key: string;
  /** Milliseconds: when it was made. */
  readonly timestamp: number;
  readonly bytes: number;
  /** What is there now, rather than what was. */
  readonly isCurrent: boolean;
}

/** Every state that is kept: of a record by id what it was, of a numbered collection all of it; oldest first. */
export async function recordHistory(
  records: RecordStore,
  collection: string,
  id?: string,
  call: CallOptions = {},
): Promise<RecordState[]> {
  if (id !== undefined) return statesOf(records, { collection, id }, call);
  const all = await numberedRecords(records, collection, call);
  return all.toReversed().map(({ key, timestamp, bytes }, at) => {
    return { key, timestamp, bytes, isCurrent: at === all.length - 1 };
  });
}

/** What a record was at a moment. Throws `record-missing` when it was not there yet. */
export async function recordStateAt(
  records: RecordStore,
  name: RecordName,
  timestamp: number,
  call: CallOptions = {},
): Promise<{ readonly key: string; readonly document: RecordDocument }> {
  const states = await statesOf(records, name, call);
  const wanted = states.findLast((state) => state.timestamp <= timestamp);
  const found = wanted && (await records.read(wanted.key, call));
  if (found !== undefined) return { key: wanted!.key, document: found.document as RecordDocument };
  throw new ResteraError("record-missing", { key: keyOf(name), store: records.url });
}

async function statesOf(
  records: RecordStore,
  name: RecordName,
  call: CallOptions,
): Promise<RecordState[]> {
  const key = keyOf(name);
  const states: RecordState[] = [];
  for await (const info of records.list(historyPrefix(key), call)) {
    const digits = /\/(\d+)-[0-9a-f]{8}\.json$/.exec(info.key)?.[1];
    if (digits === undefined) continue;
    const state = { timestamp: Number(digits), bytes: info.size, isCurrent: false };
    states.push({ key: info.key, ...state });
  }
  states.sort((a, b) => a.timestamp - b.timestamp);
  const now = await records.head(key, call);
  if (now === null) return states;
  const timestamp = (await ownTimestamp(records, key, call)) ?? now.modified.getTime();
  return [...states, { key, timestamp, bytes: now.size, isCurrent: true }];
}

async function ownTimestamp(
  records: RecordStore,
  key: string,
  call: CallOptions,
): Promise<number | undefined> {
  try {
    const found = await records.read(key, call);
    return timestampOf((found?.document ?? {}) as RecordDocument) || undefined;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return undefined;
  }
}
