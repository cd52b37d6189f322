import { type RawBuilder, sql } from "kysely";
import type { MemoryStore } from "./memory-store.ts";

/** Asks an index of the table for each of many texts or numbers, on each kind of database in its own way. */
export function isOneOf(
  { database }: MemoryStore,
  column: "id" | "hash" | "version",
  values: readonly (string | number)[],
): RawBuilder<boolean> {
  const type = column === "version" ? sql`bigint[]` : sql`text[]`;
  return database.kind === "sqlite"
    ? sql<boolean>`${sql.ref(column)} in (select value from json_each(${JSON.stringify(values)}))`
    : sql<boolean>`${sql.ref(column)} = any(${values}::${type})`;
}
