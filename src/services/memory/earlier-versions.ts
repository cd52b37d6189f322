import { sql, type Transaction } from "kysely";
import type { Schema } from "../../stores/database/schema.ts";
import { isOneOf } from "./is-one-of.ts";
import type { MemoryStore } from "./memory-store.ts";

/** What is looked at of a change that was prepared. */
interface Saying {
  readonly hash: string;
  readonly created_ms: number | undefined;
}

interface EarlierRow {
  readonly present: number;
  readonly version: number;
  readonly hash: string;
  readonly created_ms: number;
}

/** Of a memory that was corrected more often, only the last versions are looked at. */
const mostSteps = 100;

/** Which earlier version of its memory says the same as a change, by the number of the present version; the newest of several. */
export async function earlierVersions(
  store: MemoryStore,
  rows: Transaction<Schema>,
  changes: ReadonlyMap<number, Saying>,
): Promise<ReadonlyMap<number, number>> {
  if (changes.size === 0) return new Map();
  const present = [...changes.keys()];
  const hashes = [...new Set([...changes.values()].map(({ hash }) => hash))];
  // From each version to the one before: these have no index by their ids.
  const { rows: found } = await sql<EarlierRow>`with recursive line as (
      select version as present, version, replaces, hash, created_ms, is_forgotten, 0 as step
      from memories where ${isOneOf(store, "version", present)}
      union all
      select line.present, m.version, m.replaces, m.hash, m.created_ms, m.is_forgotten, step + 1
      from line join memories m on m.version = line.replaces where step < ${mostSteps})
    select present, version, hash, created_ms from line
    where step > 0 and is_forgotten = 0 and ${isOneOf(store, "hash", hashes)}
    order by version`.execute(rows);
  const earlier = new Map<number, number>();
  for (const { present: of, version, hash, created_ms: createdMs } of found) {
    const change = changes.get(of)!;
    if (change.hash !== hash || (change.created_ms ?? createdMs) !== createdMs) continue;
    earlier.set(of, version);
  }
  return earlier;
}
