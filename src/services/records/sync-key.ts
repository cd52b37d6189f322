import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { StoreError, type CallOptions } from "../../stores/objects/object-store.ts";
import {
  keepBoth,
  mergeLatest,
  type Resolution,
  type Side,
  type TwoEdits,
} from "./resolve-conflict.ts";
import { keepNumbered } from "./keep-numbered.ts";
import { contentHash, documentProblem, type RecordDocument } from "./record-document.ts";
import { isHistoryKey, parseKey } from "./record-name.ts";
import type { RecordStore } from "./record-store.ts";
import { isUnreadable, keepHistory } from "./records.ts";
import type { SyncState } from "./sync-state.ts";

/** `up`: only what the other side lacks is sent; `down`: only fetched. */
export type SyncDirection = "both" | "up" | "down";

/** The two sides of one key, as a listing showed them. */
export interface SeenKey {
  readonly key: string;
  /** Versions; absent where the key is not there. */
  readonly local?: string;
  readonly remote?: string;
}

/** What became of one key. */
export type KeyOutcome =
  | { readonly kind: "uploaded" | "downloaded" | "unchanged" }
  | ({ readonly kind: "conflict" } & Resolution)
  | { readonly kind: "problem"; readonly side: "local" | "remote"; readonly problem: string };

export interface SyncSides {
  readonly local: RecordStore;
  readonly remote: RecordStore;
  readonly state: SyncState;
  readonly direction: SyncDirection;
  readonly now: () => number;
}

/** How often a key is tried that somebody else writes at the same time. */
const attempts = 50;

/** Brings one key to agreement. Throws what is wrong with a store; what is wrong with a record is an outcome. */
export async function syncKey(
  sides: SyncSides,
  seen: SeenKey,
  call: CallOptions,
): Promise<KeyOutcome> {
  const { local, remote, state } = sides;
  const agreed = state.get(seen.key);
  const isKnown =
    agreed !== undefined && agreed.local === seen.local && agreed.remote === seen.remote;
  if (isKnown) return { kind: "unchanged" };
  if (isHistoryKey(seen.key) && seen.local !== undefined && seen.remote !== undefined) {
    return { kind: "unchanged" };
  }
  for (let attempt = 0; attempt < attempts; attempt++) {
    // What may not travel need not be read.
    const isIdle =
      attempt === 0 &&
      ((seen.remote === undefined && sides.direction === "down") ||
        (seen.local === undefined && sides.direction === "up"));
    if (isIdle) return { kind: "unchanged" };
    const mine = await look(local, "local", seen.key, call);
    if ("kind" in mine) return mine;
    const theirs = await look(remote, "remote", seen.key, call);
    if ("kind" in theirs) return theirs;
    const outcome = await settle(sides, seen.key, { mine, theirs }, call);
    if (outcome !== undefined) return outcome;
  }
  throw new ResteraError("record-contended", { key: seen.key, store: remote.url });
}

/** One side as it is now, or what is wrong with it. */
async function look(
  records: RecordStore,
  side: "local" | "remote",
  key: string,
  call: CallOptions,
): Promise<Side | Extract<KeyOutcome, { kind: "problem" }>> {
  try {
    const found = await records.read(key, call);
    if (found === undefined) return { records };
    const { document, version } = found;
    const collection = parseKey(key)?.collection ?? key.split("/")[1] ?? "";
    const problem = documentProblem(collection, document);
    if (problem !== undefined) return { kind: "problem", side, problem };
    return { records, version, document: document as RecordDocument, hash: contentHash(document) };
  } catch (error) {
    if (!isUnreadable(error) && !isRefusedKey(error)) throw error;
    return mayReplace(key, side, error)
      ? { records, version: (await records.head(key, call))?.version }
      : { kind: "problem", side, problem: problemOf(error) };
  }
}

/** A key that one of the stores cannot have. */
function isRefusedKey(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code === "unsupported";
}

/** `knowledge-latest` only repeats what numbered records hold: one that is broken is made anew. */
function mayReplace(key: string, side: "local" | "remote", error: ResteraError): boolean {
  return (
    side === "remote" && error.code === "record-unreadable" && parseKey(key)?.isLatest === true
  );
}

/** Does what is to be done; undefined when somebody else was quicker and it is to be looked at again. */
async function settle(
  sides: SyncSides,
  key: string,
  { mine, theirs }: { mine: Side; theirs: Side },
  call: CallOptions,
): Promise<KeyOutcome | undefined> {
  const { direction, state, now } = sides;
  const agree = (local: string, remote: string, hash: string): void =>
    state.set(key, { local, remote, hash });
  const send = async (from: Side, to: Side): Promise<string | undefined> => {
    if (to.document !== undefined) {
      const isLatest = parseKey(key)?.isLatest === true;
      if (isLatest) await keepNumbered(to.records, to.document, call);
      else await keepHistory(to.records, key, to.document, call);
    }
    return to.records.replace(key, from.document, to.version ?? null, call);
  };
  const upload = async (): Promise<KeyOutcome | undefined> => {
    if (direction === "down") return { kind: "unchanged" };
    const version = await send(mine, theirs);
    if (version === undefined) return undefined;
    agree(mine.version!, version, mine.hash!);
    return { kind: "uploaded" };
  };
  const download = async (): Promise<KeyOutcome | undefined> => {
    if (direction === "up") return { kind: "unchanged" };
    const version = await send(theirs, mine);
    if (version === undefined) return undefined;
    agree(version, theirs.version!, theirs.hash!);
    return { kind: "downloaded" };
  };
  if (mine.document === undefined && theirs.document === undefined) return { kind: "unchanged" };
  if (theirs.document === undefined) return upload();
  if (mine.document === undefined) return download();
  if (mine.hash === theirs.hash) {
    agree(mine.version!, theirs.version!, mine.hash!);
    return { kind: "unchanged" };
  }
  const base = state.get(key)?.hash;
  if (base === mine.hash) return download();
  if (base === theirs.hash) return upload();
  if (direction === "down") return { kind: "unchanged" };
  const edits = { key, mine, theirs, now, agree } as TwoEdits;
  const resolution = await (parseKey(key)?.isLatest === true ? mergeLatest : keepBoth)(edits, call);
  return resolution && { kind: "conflict", ...resolution };
}
