import { ResteraError } from "../../foundation/errors.ts";

/** What a record is called: `learning` and `knowledge-1700000000000`. */
export interface RecordName {
  readonly collection: string;
  /** The file's name without `.json`. */
  readonly id: string;
}

/** A key of a record, taken apart. */
export interface ParsedKey extends RecordName {
  /** Milliseconds, where the name has them. */
  readonly timestamp?: number;
  /** The newest content of its collection, kept beside the numbered ones. */
  readonly isLatest: boolean;
  /** The other of two edits that could not be merged. */
  readonly isConflict: boolean;
}

interface CollectionRule {
  /** What names begin with. */
  readonly stem: string;
  /** Names end with milliseconds, and each is written once. */
  readonly isNumbered: boolean;
  /** The newest one is also kept as `STEM-latest`. */
  readonly hasLatest?: boolean;
  /** What the `type` of its documents is. */
  readonly type: string;
}

/** The collections that Magnus has. Any other name is a collection of documents by id. */
const rules: Readonly<Record<string, CollectionRule>> = {
  learning: { stem: "knowledge", isNumbered: true, hasLatest: true, type: "learning" },
  sessions: { stem: "session", isNumbered: false, type: "session" },
  scans: { stem: "scan", isNumbered: true, type: "scan" },
  decisions: { stem: "decision", isNumbered: true, type: "decision" },
  analyses: { stem: "analysis", isNumbered: true, type: "analysis" },
};

export const knownCollections: readonly string[] = Object.keys(rules);

/** The first words of keys that mean something else. */
const reserved = ["history", "keys", "projects", "refs", "state", "tmp"];

const extension = ".json";
const conflictMark = /\.conflict-[0-9a-f]{8}$/;
/** Room for `.conflict-…` and a store's own suffixes below the 200 bytes that a segment may have. */
const mostIdBytes = 150;
const goodId = /^[\p{L}\p{N}_][\p{L}\p{N}._ @+=,-]*$/u;

export function ruleOf(collection: string): CollectionRule | undefined {
  return Object.hasOwn(rules, collection) ? rules[collection] : undefined;
}

/** `learning/knowledge-latest.json`. Throws `record-name-invalid` for what no store could keep. */
export function keyOf({ collection, id }: RecordName): string {
  checkCollection(collection);
  // From JavaScript anything may come.
  const isFine =
    typeof id === "string" &&
    goodId.test(id) &&
    Buffer.byteLength(id) <= mostIdBytes &&
    id.isWellFormed();
  const stem = ruleOf(collection)?.stem;
  if (!isFine || (stem !== undefined && !id.startsWith(`${stem}-`))) {
    const wanted = stem === undefined ? "letters, digits and ._-" : `${stem}-…`;
    throw new ResteraError("record-name-invalid", { name: id, wanted });
  }
  return `${collection}/${id}${extension}`;
}

/** Throws `record-name-invalid` where the word has another meaning or is none. */
export function checkCollection(collection: string): void {
  if (/^[\p{L}\p{N}][\p{L}\p{N}_-]{0,63}$/u.test(collection) && !reserved.includes(collection)) {
    return;
  }
  throw new ResteraError("record-name-invalid", {
    name: collection,
    wanted: "letters, digits, _-",
  });
}

/** What a key is the key of; undefined for one that is no record's. */
export function parseKey(key: string): ParsedKey | undefined {
  const [collection = "", file = "", ...more] = key.split("/");
  if (more.length > 0 || !file.endsWith(extension)) return undefined;
  const id = file.slice(0, -extension.length);
  try {
    keyOf({ collection, id });
  } catch {
    return undefined;
  }
  const isConflict = conflictMark.test(id);
  const rule = ruleOf(collection);
  if (rule === undefined) return { collection, id, isLatest: false, isConflict };
  const isLatest = rule.hasLatest === true && id === `${rule.stem}-latest`;
  const digits = rule.isNumbered
    ? /^(\d{1,15})(?:\.|$)/.exec(id.slice(rule.stem.length + 1))?.[1]
    : undefined;
  const timestamp = digits === undefined ? {} : { timestamp: Number(digits) };
  return { collection, id, isLatest, isConflict, ...timestamp };
}

/** The name of what is made at a moment: `scan-1700000000000`. */
export function numberedId(collection: string, timestamp: number): string {
  if (!Number.isSafeInteger(timestamp) || timestamp < 0) {
    throw new ResteraError("record-name-invalid", {
      name: String(timestamp),
      wanted: "milliseconds",
    });
  }
  return `${ruleOf(collection)?.stem ?? collection}-${timestamp}`;
}

export function latestId(collection: string): string {
  return `${ruleOf(collection)?.stem ?? collection}-latest`;
}

/** Where the other of two edits is kept; the same on every machine, as it comes from the content. */
export function conflictKey(key: string, hash: string): string {
  const whole = key.slice(0, -extension.length).replace(conflictMark, "");
  return `${whole}.conflict-${hash.slice(0, 8)}${extension}`;
}

/** Where what a record was before is kept: `history/sessions/session-1/1700000000000-1a2b3c4d.json`. */
export function historyKey(key: string, timestamp: number, hash: string): string {
  return `${historyPrefix(key)}${timestamp}-${hash.slice(0, 8)}${extension}`;
}

export function historyPrefix(key: string): string {
  return `history/${key.slice(0, -extension.length)}/`;
}

/** True for keys below `history/`, which are written once and never changed. */
export function isHistoryKey(key: string): boolean {
  return /^history\/[^/]+\/[^/]+\/\d+-[0-9a-f]{8}\.json$/.test(key);
}
