import { type RawBuilder, sql, type Transaction } from "kysely";
import type { Schema } from "../../stores/database/schema.ts";
import type { MemoryStore } from "./memory-store.ts";

/** What is looked at of a change that was prepared. */
interface Saying {
  readonly kind: string;
  readonly id: string;
  readonly hash: string;
  readonly created_ms: number | undefined;
}

/**
 * Which of many changes say one memory several times over, though it is already what the last of them says and was what the others
 * say: taken in again, they would only make its history longer.
 */
export async function settledChanges<Change extends Saying>(
  store: MemoryStore,
  rows: Transaction<Schema>,
  prepared: readonly Change[],
): Promise<ReadonlySet<Change>> {
  const settled = new Set<Change>();
  const repeated = repeatedIn(prepared);
  const byKind = Map.groupBy(repeated, ([change]) => change!.kind);
  for (const [kind, ofKind] of byKind) {
    const versions = await rows
      .selectFrom("memories")
      .select(["id", "hash", "created_ms", "ended_ms"])
      .where("scope", "=", store.scope)
      .where("kind", "=", kind)
      .where(
        isOneOf(
          store,
          ofKind.map(([change]) => change!.id),
        ),
      )
      .where("is_forgotten", "=", 0)
      .execute();
    const byId = Map.groupBy(versions, ({ id }) => id);
    for (const changes of ofKind) {
      const known = byId.get(changes[0]!.id) ?? [];
      const isKnown = (change: Saying, at: number): boolean =>
        known.some(
          ({ hash, created_ms, ended_ms }) =>
            hash === change.hash &&
            (change.created_ms ?? created_ms) === created_ms &&
            (at < changes.length - 1 || ended_ms === null),
        );
      if (changes.every(isKnown)) for (const change of changes) settled.add(change);
    }
  }
  return settled;
}

/** Asks an index of the table for every id, on each kind of database in its own way. */
export function isOneOf({ database }: MemoryStore, ids: readonly string[]): RawBuilder<boolean> {
  return database.kind === "sqlite"
    ? sql<boolean>`id in (select value from json_each(${JSON.stringify(ids)}))`
    : sql<boolean>`id = any(${ids}::text[])`;
}

function repeatedIn<Change extends Saying>(prepared: readonly Change[]): Change[][] {
  const ids = new Set(prepared.map(keyOf));
  if (ids.size === prepared.length) return [];
  return [...Map.groupBy(prepared, keyOf).values()].filter(({ length }) => length > 1);
}

function keyOf({ kind, id }: Saying): string {
  return `${kind}\n${id}`;
}
