import { type RawBuilder, sql } from "kysely";

/** Which memories are looked at. Instants are milliseconds since 1970. */
export interface MemoryFilter {
  readonly scope: string;
  /** As memory was at this moment. */
  readonly asOfMs: number;
  /** As it was when this was the last version; for reading page by page while others write. */
  readonly upTo?: number;
  /** What was said to be true at this moment; anything when absent. */
  readonly validMs?: number;
  readonly kinds?: readonly string[];
  readonly hero?: string;
  /** All of them. */
  readonly tags?: readonly string[];
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** What a document's path begins with. */
  readonly path?: string;
  readonly worldHash?: string;
  readonly author?: string;
  /** Positions from the lowest to the highest corner, both included; six numbers each. */
  readonly box?: { readonly low: readonly number[]; readonly high: readonly number[] };
}

/** Later than any clock. */
export const presentMs = Number.MAX_SAFE_INTEGER;

/** The filter as a condition on rows of `memories`, here called `m`. */
export function conditionOf(filter: MemoryFilter): RawBuilder<boolean> {
  const { scope, asOfMs, validMs, kinds, hero, sinceMs, untilMs, path, upTo } = filter;
  const all = [
    sql`m.scope = ${scope}`,
    sql`m.is_forgotten = 0`,
    upTo !== undefined
      ? // Asked row by row: PostgreSQL would otherwise read the whole table for each page.
        sql`m.version <= ${upTo} and (m.ended_ms is null or coalesce((
          select min(n.version) from memories n where n.replaces = m.version), ${upTo + 1}) > ${upTo})`
      : asOfMs === presentMs
        ? sql`m.ended_ms is null`
        : sql`m.stored_ms <= ${asOfMs} and (m.ended_ms is null or m.ended_ms > ${asOfMs})`,
  ];
  if (validMs !== undefined) {
    all.push(sql`(m.valid_from_ms is null or m.valid_from_ms <= ${validMs})`);
    all.push(sql`(m.valid_to_ms is null or m.valid_to_ms > ${validMs})`);
  }
  if (kinds !== undefined) all.push(sql`m.kind in (${sql.join(kinds.length ? kinds : [""])})`);
  if (hero !== undefined) all.push(sql`m.hero_id = ${hero}`);
  for (const tag of filter.tags ?? []) {
    all.push(sql`m.tags like ${`%${escapeLike(JSON.stringify(tag.toLowerCase()))}%`} escape '!'`);
  }
  if (sinceMs !== undefined) all.push(sql`m.created_ms >= ${sinceMs}`);
  if (untilMs !== undefined) all.push(sql`m.created_ms < ${untilMs}`);
  if (path !== undefined) all.push(sql`substr(m.path, 1, ${Array.from(path).length}) = ${path}`);
  if (filter.worldHash !== undefined) all.push(sql`m.world_hash = ${filter.worldHash}`);
  if (filter.author !== undefined) all.push(sql`m.author = ${filter.author}`);
  for (const [at, low] of filter.box?.low.entries() ?? []) {
    all.push(sql`${sql.ref(`m.p${at + 1}`)} between ${low} and ${filter.box!.high[at]}`);
  }
  return sql<boolean>`${sql.join(all, sql` and `)}`;
}

/** A text that `like … escape '!'` takes as it is. */
export function escapeLike(text: string): string {
  return text.replace(/[!%_]/g, "!$&");
}
