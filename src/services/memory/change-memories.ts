import { hash } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { sql, type Transaction } from "kysely";
import type { NewMemoryRow } from "../../stores/database/memory-dialect.ts";
import type { MemoryRow, Schema } from "../../stores/database/schema.ts";
import { checkContent, checkMemory } from "./check-memory.ts";
import { canonicalJson, searchableText, textOfJson } from "./json.ts";
import { languageOf } from "./language-of.ts";
import type { MemoryStore } from "./memory-store.ts";
import type { MemoryKind, NewMemory } from "./memory.ts";
import { isOneOf, settledChanges } from "./settled-changes.ts";
import { noteWords, wordsUpTo } from "./sync-words.ts";

export type MemoryChange =
  | { readonly put: NewMemory }
  | { readonly forget: { readonly kind: MemoryKind; readonly id: string } };

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
  return keepChanges(store, await prepareChanges(store, changes));
}

/**
 * The second half of `changeMemories`: keeps what was prepared, in one transaction. With the words of it, as an import gives them,
 * they are noted at once where all words until then are known, otherwise `syncWords` finds them later; and what says one memory
 * several times over changes nothing when it was all said before.
 */
export async function keepChanges(
  store: MemoryStore,
  prepared: readonly PreparedChange[],
  words?: readonly string[],
): Promise<ChangeOutcome[]> {
  const work = async (rows: Transaction<Schema>): Promise<ChangeOutcome[]> => {
    if (words === undefined) return applyChanges(store, rows, prepared);
    await store.dialect.begin(rows);
    const areKnown = (await wordsUpTo(rows)) === (await lastVersion(rows));
    const settled = await settledChanges(store, rows, prepared);
    const rest = settled.size === 0 ? prepared : prepared.filter((each) => !settled.has(each));
    const applied = (await applyChanges(store, rows, rest)).values();
    const outcomes = prepared.map((each) =>
      settled.has(each) ? "unchanged" : applied.next().value!,
    );
    if (areKnown) await noteWords(store.dialect, rows, { words, upTo: await lastVersion(rows) });
    return outcomes;
  };
  return prepared.length < many ? store.database.write(work) : store.database.writeMuch(work);
}

/** Of memories that are in the transaction of something else. */
export async function changeMemoriesIn(
  store: MemoryStore,
  rows: Transaction<Schema>,
  changes: readonly MemoryChange[],
): Promise<ChangeOutcome[]> {
  return applyChanges(store, rows, await prepareChanges(store, changes));
}

/**
 * The first half of `changeMemories`: checks and does all that needs no database. Of thousands, now and then the rest of the process
 * gets its turn. Throws `memory-invalid`.
 */
export async function prepareChanges(
  store: MemoryStore,
  changes: readonly MemoryChange[],
): Promise<PreparedChange[]> {
  const prepared: PreparedChange[] = [];
  let turnMs = performance.now();
  for (const change of changes) {
    prepared.push(prepare(store, change));
    if (performance.now() - turnMs < longestRunMs) continue;
    await turn();
    turnMs = performance.now();
  }
  return prepared;
}

/** From so many on, they are worth another thread. */
const many = 100;
const longestRunMs = 2;

/** A row that only lacks what depends on the version before it. */
export type PreparedChange = Omit<NewMemoryRow, "created_ms" | "stored_ms" | "replaces"> & {
  readonly created_ms: number | undefined;
};

async function applyChanges(
  store: MemoryStore,
  rows: Transaction<Schema>,
  prepared: readonly PreparedChange[],
): Promise<ChangeOutcome[]> {
  await store.dialect.begin(rows);
  const outcomes: ChangeOutcome[] = [];
  // The same memory twice: the second time it replaces the first.
  for (let from = 0; from < prepared.length;) {
    const batch = distinctFrom(prepared, from);
    outcomes.push(...(await applyBatch(store, rows, batch)));
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
): Promise<ChangeOutcome[]> {
  const current = await readCurrent(store, rows, batch);
  const nowMs = store.nowMs();
  const outcomes: ChangeOutcome[] = [];
  const added: NewMemoryRow[] = [];
  for (const row of batch) {
    const old = current.get(keyOf(row));
    const outcome = outcomeOf(row, old);
    outcomes.push(outcome);
    if (outcome === "unchanged" || outcome === "missing") continue;
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
        .where(isOneOf(store, ids))
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

const nothing = {
  ...{ hero_id: null, content: null, path: null, tags: null, position_6d: null, temporal: null },
  ...{ p1: null, p2: null, p3: null, p4: null, p5: null, p6: null, world_hash: null },
  ...{ valid_from_ms: null, valid_to_ms: null, created_ms: undefined },
};

function prepare(store: MemoryStore, change: MemoryChange): PreparedChange {
  const { scope, author } = store;
  if ("forget" in change) {
    const own = { scope, author: author ?? null, title: "", text: "", language: "", hash: "" };
    return { ...nothing, ...change.forget, ...own, is_forgotten: 1 };
  }
  const { put } = change;
  checkMemory(put);
  const content = put.content === undefined ? null : JSON.stringify(put.content);
  if (content !== null) checkContent(put.kind, put.id, content);
  const text = put.text === undefined ? textOfJson(put.content) : searchableText(put.text);
  const [p1 = null, p2 = null, p3 = null, p4 = null, p5 = null, p6 = null] = put.position ?? [];
  const tags = [...new Set((put.tags ?? []).map((tag) => tag.toLowerCase()))].sort();
  const row = {
    ...{ scope, kind: put.kind, id: put.id, hero_id: put.heroId ?? null, content, text },
    title: searchableText(put.title ?? ""),
    path: put.path ?? null,
    tags: tags.length === 0 ? null : JSON.stringify(tags),
    language: languageOf(text),
    position_6d: put.position === undefined ? null : JSON.stringify(put.position),
    ...{ p1, p2, p3, p4, p5, p6 },
    world_hash: put.worldHash ?? null,
    temporal: put.temporal === undefined ? null : JSON.stringify(put.temporal),
    author: put.author ?? author ?? null,
    valid_from_ms: put.validFromMs ?? null,
    valid_to_ms: put.validToMs ?? null,
    is_forgotten: 0,
  };
  return { ...row, hash: hashOf(put, row), created_ms: put.createdMs };
}

/** Of what is said, not of who said it and when. */
function hashOf(
  { content, temporal }: NewMemory,
  row: Omit<NewMemoryRow, "hash" | "created_ms" | "stored_ms" | "replaces">,
): string {
  const { hero_id, title, path, tags, position_6d, world_hash } = row;
  const said = [
    ...[hero_id, title, content === undefined ? row.text : null, path, tags, position_6d],
    ...[world_hash, row.valid_from_ms, row.valid_to_ms],
    ...[typeof content === "object" ? canonicalJson(content) : row.content],
    ...[temporal === undefined ? null : canonicalJson(temporal)],
  ];
  return hash("sha256", JSON.stringify(said));
}
