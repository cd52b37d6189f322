import { forEachBounded } from "../../engine/workers/for-each-bounded.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import type { CallOptions } from "../../stores/objects/object-store.ts";
import { isHistoryKey, knownCollections, parseKey } from "./record-name.ts";
import type { RecordStore } from "./record-store.ts";
import {
  syncKey,
  type KeyOutcome,
  type SeenKey,
  type SyncDirection,
  type SyncSides,
} from "./sync-key.ts";
import { SyncState } from "./sync-state.ts";

export interface SyncProgress {
  readonly done: number;
  readonly total: number;
  readonly key: string;
}

export interface SyncInput {
  /** `both` by default. */
  readonly direction?: SyncDirection;
  /** Only these; all that there are by default. */
  readonly collections?: readonly string[];
  /** Only these keys. */
  readonly keys?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
  /** Milliseconds since 1970, for what is merged. */
  readonly now?: () => number;
}

/** Two edits of one record; both are kept. */
export interface SyncConflict {
  readonly key: string;
  readonly resolution: "merged" | "both-kept";
  readonly keptAs: readonly string[];
}

/** A record that stays as it is because one side of it cannot be read. */
export interface SyncProblem {
  readonly key: string;
  readonly side: "local" | "remote";
  readonly problem: string;
}

export interface SyncResult {
  readonly timestamp: number;
  readonly uploaded: number;
  readonly downloaded: number;
  readonly unchanged: number;
  readonly conflicts: readonly SyncConflict[];
  readonly problems: readonly SyncProblem[];
  readonly collections: Readonly<Record<string, { uploaded: number; downloaded: number }>>;
}

const atOnce = 6;
/** What is agreed is written down this often, so that an interrupted run goes on from there. */
const savedEveryMs = 5_000;
/** Where no records are. */
const others = ["keys", "projects", "refs", "state", "tmp"];

/**
 * Brings two places to agreement: what one side lacks is copied there, what one side changed replaces what the
 * other had, and where both changed, both edits are kept and reported. May be interrupted anywhere and run again.
 */
export async function syncRecords(
  local: RecordStore,
  remote: RecordStore,
  input: SyncInput = {},
): Promise<SyncResult> {
  const { signal, onProgress, direction = "both", now = Date.now } = input;
  throwIfCancelled(signal);
  const call: CallOptions = signal === undefined ? {} : { signal };
  const state = await SyncState.load(local, remote, call);
  const sides: SyncSides = { local, remote, state, direction, now };
  const seen = await lookAtBoth(sides, input, call);
  const outcomes: [string, KeyOutcome][] = [];
  let savedMs = Date.now();
  try {
    await forEachBounded(seen, atOnce, async (each) => {
      throwIfCancelled(signal);
      outcomes.push([each.key, await syncKey(sides, each, call)]);
      onProgress?.({ done: outcomes.length, total: seen.length, key: each.key });
      if (Date.now() - savedMs < savedEveryMs) return;
      savedMs = Date.now();
      await state.save();
    });
    if (input.keys === undefined && direction === "both") state.lastSync = now();
  } finally {
    // One that is under way may have begun before the last was agreed.
    await state.save();
    await state.save();
  }
  return summarize(outcomes, now());
}

/** When the two places were last brought to agreement from here; undefined for never. */
export async function lastSyncOf(
  local: RecordStore,
  remote: RecordStore,
): Promise<number | undefined> {
  return (await SyncState.load(local, remote)).lastSync;
}

/** Notes that what the other side has of a key now is known here: what is saved next replaces it. */
export async function acknowledge(
  local: RecordStore,
  remote: RecordStore,
  key: string,
  hash: string,
): Promise<void> {
  const state = await SyncState.load(local, remote);
  state.set(key, { local: "", remote: "", hash });
  await state.save();
}

/** Every key that is on either side, in order. */
async function lookAtBoth(
  { local, remote }: SyncSides,
  { keys, collections }: SyncInput,
  call: CallOptions,
): Promise<SeenKey[]> {
  const seen = new Map<string, { key: string; local?: string; remote?: string }>();
  const note = (side: "local" | "remote", key: string, version: string): void => {
    const before = seen.get(key) ?? { key };
    seen.set(key, { ...before, [side]: version });
  };
  for (const [side, records] of [
    ["local", local],
    ["remote", remote],
  ] as const) {
    if (keys !== undefined) {
      for (const key of keys) {
        const info = await records.head(key, call);
        if (info !== null) note(side, key, info.version);
      }
      continue;
    }
    for await (const { key, version } of recordsIn(records, collections, call)) {
      note(side, key, version);
    }
  }
  return [...seen.values()].toSorted(
    (a, b) => rank(a.key) - rank(b.key) || (a.key < b.key ? -1 : 1),
  );
}

/** What others build on comes last: an interrupted run leaves no `latest` without its numbered record. */
function rank(key: string): number {
  return parseKey(key)?.isLatest === true ? 1 : 0;
}

async function* recordsIn(
  records: RecordStore,
  collections: readonly string[] | undefined,
  call: CallOptions,
): AsyncGenerator<{ key: string; version: string }> {
  // Without a prefix of its own, a bucket may hold anything else.
  const wanted =
    collections ??
    (records.prefix === "" && records.store.localPath === undefined ? knownCollections : undefined);
  const found =
    wanted === undefined ? everything(records, call) : inCollections(records, wanted, call);
  for await (const info of found) {
    if (parseKey(info.key) !== undefined || isHistoryKey(info.key)) yield info;
  }
}

async function* inCollections(
  records: RecordStore,
  collections: readonly string[],
  call: CallOptions,
): AsyncGenerator<{ key: string; version: string }> {
  for (const collection of collections) {
    yield* records.list(`${collection}/`, call);
    yield* records.list(`history/${collection}/`, call);
  }
}

/** All keys but those of projects and the like, whose lists may be long: each is jumped over. */
async function* everything(
  records: RecordStore,
  call: CallOptions,
): AsyncGenerator<{ key: string; version: string }> {
  let after: string | undefined;
  for (;;) {
    let jump: string | undefined;
    for await (const info of records.list("", after === undefined ? call : { ...call, after })) {
      const [first = ""] = info.key.split("/");
      if (others.includes(first) && info.key.includes("/")) {
        // "0" comes right after "/".
        jump = `${first}0`;
        break;
      }
      yield info;
    }
    if (jump === undefined) return;
    after = jump;
  }
}

function summarize(outcomes: readonly [string, KeyOutcome][], timestamp: number): SyncResult {
  const counts = { uploaded: 0, downloaded: 0, unchanged: 0 };
  const collections: Record<string, { uploaded: number; downloaded: number }> = {};
  const conflicts: SyncConflict[] = [];
  const problems: SyncProblem[] = [];
  for (const [key, outcome] of outcomes.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (outcome.kind === "problem") {
      problems.push({ key, side: outcome.side, problem: outcome.problem });
      continue;
    }
    if (outcome.kind === "conflict") {
      conflicts.push({ key, resolution: outcome.resolution, keptAs: outcome.keptAs });
      continue;
    }
    counts[outcome.kind]++;
    if (outcome.kind === "unchanged") continue;
    const collection = collectionOf(key);
    const counted = (collections[collection] ??= { uploaded: 0, downloaded: 0 });
    counted[outcome.kind]++;
  }
  return { timestamp, ...counts, conflicts, problems, collections };
}

function collectionOf(key: string): string {
  const [first = "", second = ""] = key.split("/");
  return first === "history" ? second : first;
}
