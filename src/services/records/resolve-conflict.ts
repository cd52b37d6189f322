import type { CallOptions } from "../../stores/objects/object-store.ts";
import { mergeLearning } from "./merge-learning.ts";
import {
  contentHash,
  learningDocument,
  timestampOf,
  type LearningContent,
  type RecordDocument,
} from "./record-document.ts";
import { conflictKey, keyOf, numberedId } from "./record-name.ts";
import type { RecordStore } from "./record-store.ts";

/** A key on one side; without a document where there is none, or none that can be read. */
export interface Side {
  readonly records: RecordStore;
  readonly version?: string | undefined;
  readonly document?: RecordDocument;
  readonly hash?: string;
}

type Edit = Required<Pick<Side, "records" | "document" | "hash">> & { readonly version: string };

/** Two different contents of one key, neither of which comes from the other. */
export interface TwoEdits {
  readonly key: string;
  readonly mine: Edit;
  readonly theirs: Edit;
  readonly now: () => number;
  /** Notes that both sides have the content from now on. */
  readonly agree: (local: string, remote: string, hash: string) => void;
}

/** How two edits were brought together; both are still there. */
export interface Resolution {
  /** `merged`: one document has both; `both-kept`: the newer has the key, the other its own beside it. */
  readonly resolution: "merged" | "both-kept";
  /** Where the edits are: of a merge both, else the older one. */
  readonly keptAs: readonly string[];
}

/**
 * Two machines saved what they learned: one document with both becomes the latest everywhere, and each stays
 * under its own number. Undefined when the other place has changed meanwhile.
 */
export async function mergeLatest(
  edits: TwoEdits,
  call: CallOptions,
): Promise<Resolution | undefined> {
  const { key, mine, theirs, now, agree } = edits;
  const [older, newer] = inOrder(mine, theirs);
  const places = [mine.records, theirs.records];
  const keptAs: string[] = [];
  for (const { document } of [older, newer]) {
    const timestamp = timestampOf(document);
    const numbered = keyOf({ collection: "learning", id: numberedId("learning", timestamp) });
    for (const records of places) keptAs.push(await keepAs(records, numbered, document, call));
  }
  const data = mergeLearning(learningOf(older), learningOf(newer));
  const timestamp = Math.max(now(), timestampOf(newer.document) + 1);
  const merged = learningDocument(data, timestamp);
  const hash = contentHash(merged);
  const remote = await theirs.records.replace(key, merged, theirs.version, call);
  if (remote === undefined) return undefined;
  for (const records of places) {
    const id = numberedId("learning", timestamp);
    await keepAs(records, keyOf({ collection: "learning", id }), merged, call);
  }
  const local = await mine.records.replace(key, merged, mine.version, call);
  // Learned here meanwhile: the next look finds what is new.
  if (local !== undefined) agree(local, remote, hash);
  return { resolution: "merged", keptAs: [...new Set(keptAs)] };
}

function learningOf({ document }: Edit): Partial<LearningContent> {
  return document["data"] as Partial<LearningContent>;
}

/** The newer edit gets the key, the other one a key of its own, on both sides. */
export async function keepBoth(
  edits: TwoEdits,
  call: CallOptions,
): Promise<Resolution | undefined> {
  const { key, mine, theirs, agree } = edits;
  const [older, newer] = inOrder(mine, theirs);
  const other = conflictKey(key, older.hash);
  for (const { records } of [mine, theirs]) await keepAs(records, other, older.document, call);
  const write = async ({ records, version, hash }: Edit): Promise<string | undefined> =>
    hash === newer.hash ? version : records.replace(key, newer.document, version, call);
  const remote = await write(theirs);
  if (remote === undefined) return undefined;
  const local = await write(mine);
  if (local !== undefined) agree(local, remote, newer.hash);
  return { resolution: "both-kept", keptAs: [other] };
}

/** The older first; the same way round on every machine. */
function inOrder(a: Edit, b: Edit): [older: Edit, newer: Edit] {
  const difference = timestampOf(a.document) - timestampOf(b.document);
  return difference < 0 || (difference === 0 && a.hash < b.hash) ? [a, b] : [b, a];
}

/** Makes sure that a place has the document, under the key or beside it; gives the key. */
async function keepAs(
  records: RecordStore,
  key: string,
  document: RecordDocument,
  call: CallOptions,
): Promise<string> {
  if ((await records.create(key, document, call)) === "created") return key;
  const hash = contentHash(document);
  try {
    const there = await records.read(key, call);
    if (there !== undefined && contentHash(there.document) === hash) return key;
  } catch {
    // Whatever stands there, it is not this.
  }
  const beside = conflictKey(key, hash);
  await records.create(beside, document, call);
  return beside;
}
