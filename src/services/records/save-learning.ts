import { ResteraError } from "../../foundation/errors.ts";
import { withPlainNumbers } from "../../foundation/exact-json.ts";
import type { CallOptions } from "../../stores/objects/object-store.ts";
import { holdsLearning, mergeLearning } from "./merge-learning.ts";
import {
  contentHash,
  learningContent,
  learningDocument,
  timestampOf,
  type LearningContent,
  type LearningLists,
  type RecordDocument,
} from "./record-document.ts";
import { keepNumbered } from "./keep-numbered.ts";
import { keyOf, latestId } from "./record-name.ts";
import type { RecordStore } from "./record-store.ts";
import { addRecord, isUnreadable, listRecords } from "./records.ts";

export const learningLatestKey = keyOf({ collection: "learning", id: latestId("learning") });

export interface SaveLearningInput extends CallOptions {
  readonly data: Partial<LearningContent>;
  readonly timestamp: number;
  /** Hash of the data that the new data come from: what somebody else saved since is merged in. Undefined: whatever is there. */
  readonly seen?: string | undefined;
  /** Also when the data are those that are there. */
  readonly always?: boolean;
}

export interface SavedLearning {
  readonly timestamp: number;
  /** Keys that were written; none when nothing has changed. */
  readonly keys: readonly string[];
  /** What is the latest now: the given data, and what somebody else had learned meanwhile. */
  readonly data: LearningLists;
  readonly hash: string;
}

const attempts = 50;
/** Learning data of up to so many bytes get a numbered record each time; larger ones, unless asked for, once an hour. */
const smallBytes = 256 << 10;
const numberedEveryMs = 3_600_000;

/**
 * Keeps what was learned as the latest, by compare-and-swap, and as a numbered record. Nothing leaves the latest that is not
 * in a numbered one.
 */
export async function saveLearning(
  records: RecordStore,
  { data, timestamp, seen, always = false, ...call }: SaveLearningInput,
): Promise<SavedLearning> {
  let wanted = learningContent(data);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const latest = await readLatest(records, call);
    if (latest?.data !== undefined) {
      const isForeign = seen !== undefined && latest.hash !== seen;
      if (isForeign && !holdsLearning(wanted, latest.data)) {
        wanted = mergeLearning(latest.data, wanted);
      }
      if (!always && latest.hash === contentHash(wanted)) {
        return { timestamp: latest.timestamp, keys: [], data: wanted, hash: latest.hash };
      }
    }
    const at = Math.max(timestamp, (latest?.timestamp ?? -1) + 1);
    const make = (moment: number): RecordDocument => learningDocument(wanted, moment);
    const isNumbered = always || (await wantsNumber(records, make(at), call));
    const added = isNumbered
      ? await addRecord(records, "learning", at, make, call)
      : { key: undefined, timestamp: at, document: make(at) };
    if (latest?.data !== undefined && !holdsLearning(wanted, latest.data)) {
      await keepNumbered(records, latest.document!, call);
    }
    const version = latest?.version ?? null;
    const written = await records.replace(learningLatestKey, added.document, version, call);
    if (written === undefined) continue;
    const keys = [...(added.key === undefined ? [] : [added.key]), learningLatestKey];
    return { timestamp: added.timestamp, keys, data: wanted, hash: contentHash(wanted) };
  }
  throw new ResteraError("record-contended", { key: learningLatestKey, store: records.url });
}

/** Large data that change all the time would fill any disk if each state were kept. */
async function wantsNumber(
  records: RecordStore,
  document: RecordDocument,
  call: CallOptions,
): Promise<boolean> {
  if (JSON.stringify(document).length <= smallBytes) return true;
  let newest = 0;
  for await (const { timestamp = 0 } of listRecords(records, "learning", call)) {
    newest = Math.max(newest, timestamp);
  }
  return timestampOf(document) - newest >= numberedEveryMs;
}

/** What is the latest, with the hash of its data; without data where it cannot be read. */
export async function readLatest(
  records: RecordStore,
  call: CallOptions = {},
): Promise<
  | {
      version: string;
      timestamp: number;
      document?: RecordDocument;
      data?: LearningLists;
      hash?: string;
    }
  | undefined
> {
  try {
    const found = await records.read(learningLatestKey, call);
    if (found === undefined) return undefined;
    const document = withPlainNumbers(found.document) as RecordDocument;
    const data = learningContent(document["data"] as Partial<LearningContent>);
    const timestamp = timestampOf(document);
    return { version: found.version, timestamp, document, data, hash: contentHash(data) };
  } catch (error) {
    if (!isUnreadable(error) && !(error instanceof TypeError)) throw error;
    const info = await records.head(learningLatestKey, call);
    return info === null ? undefined : { version: info.version, timestamp: -1 };
  }
}

/** Where this machine notes what it was last given to save. */
const givenKey = "state/given-learning.json";

/**
 * Hash of the learning data that somebody on this machine last gave to be saved. A latest that is another one came from
 * elsewhere, and who gives new data does not know it.
 */
export async function readGiven(records: RecordStore): Promise<string | undefined> {
  try {
    const found = await records.read(givenKey);
    const hash = (found?.document as { hash?: unknown } | undefined)?.hash;
    return typeof hash === "string" ? hash : undefined;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return undefined;
  }
}

export async function noteGiven(records: RecordStore, data: LearningLists): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const there = await records.head(givenKey);
    const document = { type: "given-learning", hash: contentHash(data) };
    if ((await records.replace(givenKey, document, there?.version ?? null)) !== undefined) return;
  }
}
