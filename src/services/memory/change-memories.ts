import { sql, type Transaction } from "kysely";
import type { NewMemoryRow } from "../../stores/database/memory-dialect.ts";
import type { MemoryRow, Schema } from "../../stores/database/schema.ts";
import { earlierVersions } from "./earlier-versions.ts";
import { isOneOf } from "./is-one-of.ts";
import type { MemoryStore } from "./memory-store.ts";
import { type MemoryChange, prepareChanges, type PreparedChange } from "./prepare-changes.ts";
import { noteWords, wordsUpTo } from "./sync-words.ts";

export type ChangeOutcome = "new" | "changed" | "unchanged" | "forgotten" | "missing";

type CurrentRow = Pick<
  MemoryRow,
  "version" | "kind" | "id" | "hero_id" | "hash" | "created_ms" | "stored_ms" | "is_forgotten"
>;

/**
 * Keeps memories in one transaction, and says of each what became of it. Nothing is overwritten: what was there ends, and the
 * new version says what it replaces; forgetting is a version too. What is there already with the same content stays as it is.
 * Throws `memory-invalid` before anything is written.
 */
export async function changeMemories(
  store: MemoryStore,
  changes: readonly MemoryChange[],
): Promise<ChangeOutcome[]> {
  const prepared = await prepareChanges(store, changes);
  const work = (rows: Transaction<Schema>) => applyChanges(store, rows, prepared, false);
  return (await write(store, prepared, work)) as ChangeOutcome[];
}

/** What became of a row of an import: `postponed` where it says what its memory said before and says no more. */
export type KeptOutcome = ChangeOutcome | { readonly postponed: number };

/** How an import keeps its changes. */
export interface KeepInput {
  /** Their words, noted at once where all words until then are known; otherwise `syncWords` finds them later. */
  readonly words: readonly string[];
  /** Leaves out what is an earlier version of its memory, and tells that version: a later row may say the present one again. */
  readonly postpone: boolean;
}

/** Keeps what an import prepared, in one transaction. */
export async function keepImported(
  store: MemoryStore,
  prepared: readonly PreparedChange[],
  { words, postpone }: KeepInput,
): Promise<KeptOutcome[]> {
  return write(store, prepared, async (rows) => {
    await store.dialect.begin(rows);
    const areKnown = (await wordsUpTo(rows)) === (await lastVersion(rows));
    const outcomes = await applyChanges(store, rows, prepared, postpone);
    if (areKnown) await noteWords(store.dialect, rows, { words, upTo: await lastVersion(rows) });
    return outcomes;
  });
}

function write<Result>(
  { database }: MemoryStore,
  prepared: readonly PreparedChange[],
  work: (rows: Transaction<Schema>) => Promise<Result>,
): Promise<Result> {
  return prepared.length < many ? database.write(work) : database.writeMuch(work);
}

/** Of memories that are in the transaction of something else. */
export async function changeMemoriesIn(
  store: MemoryStore,
  rows: Transaction<Schema>,
  changes: readonly MemoryChange[],
): Promise<ChangeOutcome[]> {
  const prepared = await prepareChanges(store, changes);
  return (await applyChanges(store, rows, prepared, false)) as ChangeOutcome[];
}

/** From so many on, they are worth another thread. */
const many = 100;

async function applyChanges(
  store: MemoryStore,
  rows: Transaction<Schema>,
  prepared: readonly PreparedChange[],
  postpone: boolean,
): Promise<KeptOutcome[]> {
  await store.dialect.begin(rows);
  const outcomes: KeptOutcome[] = [];
  // The same memory twice: the second time it replaces the first.
  for (let from = 0; from < prepared.length;) {
    const batch = distinctFrom(prepared, from);
    outcomes.push(...(await applyBatch(store, rows, batch, postpone)));
    from += batch.length;
  }
  return outcomes;
}

async function lastVersion(rows: Transaction<Schema>): Promise<number> {
  const { version } = await rows
    .selectFrom("memories")
    .select(({ fn }) => fn.max("version").as("version"))
    .executeTakeFirstOrThrow();
  return version ?? 0;
}

function distinctFrom(prepared: readonly PreparedChange[], from: number): PreparedChange[] {
  const seen = new Set<string>();
  const batch: PreparedChange[] = [];
  for (let at = from; at < prepared.length; at++) {
    const key = keyOf(prepared[at]!);
    if (seen.has(key)) break;
    seen.add(key);
    batch.push(prepared[at]!);
  }
  return batch;
}

async function applyBatch(
  store: MemoryStore,
  rows: Transaction<Schema>,
  batch: readonly PreparedChange[],
  postpone: boolean,
): Promise<KeptOutcome[]> {
  const current = await readCurrent(store, rows, batch);
  const nowMs = store.nowMs();
  const oldOf = (row: PreparedChange): CurrentRow | undefined => current.get(keyOf(row));
  const outcomes: KeptOutcome[] = batch.map((row) => outcomeOf(row, oldOf(row)));
  if (postpone) await postponeEarlier(store, rows, { batch, outcomes, oldOf });
  const added: NewMemoryRow[] = [];
  for (const [at, row] of batch.entries()) {
    const [outcome, old] = [outcomes[at]!, oldOf(row)];
    if (outcome === "unchanged" || outcome === "missing" || typeof outcome === "object") continue;
    // A clock that went back must not end a version before it began.
    const storedMs = Math.max(nowMs, old?.stored_ms ?? 0);
    added.push({
      ...row,
      hero_id: row.hero_id ?? (outcome === "forgotten" ? (old?.hero_id ?? null) : null),
      created_ms: row.created_ms ?? old?.created_ms ?? storedMs,
      stored_ms: storedMs,
      replaces: old?.version ?? null,
    });
  }
  await endVersions(store, rows, added);
  if (added.length > 0) await store.dialect.insert(rows, added);
  return outcomes;
}

/** Changes the outcomes of what is an earlier version of its memory. */
async function postponeEarlier(
  store: MemoryStore,
  rows: Transaction<Schema>,
  {
    batch,
    outcomes,
    oldOf,
  }: {
    readonly batch: readonly PreparedChange[];
    readonly outcomes: KeptOutcome[];
    readonly oldOf: (row: PreparedChange) => CurrentRow | undefined;
  },
): Promise<void> {
  const changed = new Map<number, PreparedChange>();
  for (const [at, row] of batch.entries()) {
    if (outcomes[at] === "changed") changed.set(oldOf(row)!.version, row);
  }
  const earlier = await earlierVersions(store, rows, changed);
  if (earlier.size === 0) return;
  for (const [at, row] of batch.entries()) {
    const postponed = earlier.get(oldOf(row)?.version ?? 0);
    if (outcomes[at] === "changed" && postponed !== undefined) outcomes[at] = { postponed };
  }
}

function outcomeOf(row: PreparedChange, old: CurrentRow | undefined): ChangeOutcome {
  const wasThere = old !== undefined && old.is_forgotten === 0;
  if (row.is_forgotten === 1) return wasThere ? "forgotten" : "missing";
  if (!wasThere) return "new";
  // A section is as old as its file, but does not change with every change of its file.
  const isSameTime =
    row.kind === "document" || row.created_ms === undefined || row.created_ms === old.created_ms;
  return old.hash === row.hash && isSameTime ? "unchanged" : "changed";
}

async function readCurrent(
  store: MemoryStore,
  rows: Transaction<Schema>,
  batch: readonly PreparedChange[],
): Promise<Map<string, CurrentRow>> {
  const byKind = Map.groupBy(batch, ({ kind }) => kind);
  const found: CurrentRow[] = [];
  for (const [kind, ofKind] of byKind) {
    const ids = ofKind.map(({ id }) => id);
    found.push(
      ...(await rows
        .selectFrom("memories")
        .select(["version", "kind", "id", "hero_id", "hash"])
        .select(["created_ms", "stored_ms", "is_forgotten"])
        .where("scope", "=", store.scope)
        .where("kind", "=", kind)
        .where(isOneOf(store, "id", ids))
        .where("ended_ms", "is", null)
        .execute()),
    );
  }
  return new Map(found.map((row) => [keyOf(row), row]));
}

async function endVersions(
  { database }: MemoryStore,
  rows: Transaction<Schema>,
  added: readonly NewMemoryRow[],
): Promise<void> {
  const ended = added.filter(({ replaces }) => replaces !== null);
  if (ended.length === 0) return;
  const pairs = JSON.stringify(ended.map(({ replaces, stored_ms }) => [replaces, stored_ms]));
  const [given, at] =
    database.kind === "sqlite"
      ? [sql`json_each(${pairs})`, (n: number) => sql`json_extract(given.value, ${`$[${n}]`})`]
      : [
          sql`json_array_elements(${pairs}::json)`,
          (n: number) => sql`(given.value->>${n}::int)::bigint`,
        ];
  await sql`update memories set ended_ms = ${at(1)} from ${given} as given
    where version = ${at(0)}`.execute(rows);
}

function keyOf({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return `${kind}\n${id}`;
}
