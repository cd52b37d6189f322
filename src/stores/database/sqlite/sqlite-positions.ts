import { setImmediate as turn } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import type { NearInput, NearMatch } from "../memory-dialect.ts";
import { conditionOf, type MemoryFilter } from "../memory-filter.ts";
import type { Schema } from "../schema.ts";
import { type PointFilter, PointList } from "./point-list.ts";

/** Beyond so many (some 170 MB) the rows are read each time. */
const mostPoints = 2_000_000;
const rowsAtOnce = 2000;
/** Behind by more versions than this, everything with a position is read anew. */
const mostBehind = 50_000;
/** So many of the nearest are asked whether they fit; where too few do, all rows are. */
const triedTimes = 8;
const leastTried = 64;
/** No point has this number. */
const unknown = -2;

interface PlacedRow {
  readonly version: number;
  readonly scope: string;
  readonly kind: string;
  readonly hero: string | null;
  readonly position: string | null;
  readonly stored: number;
  readonly ended: number | null;
  readonly replaces: number | null;
}

const columns = sql`m.version as version, m.scope as scope, m.kind as kind, m.hero_id as hero,
  m.position_6d as position, m.stored_ms as stored, m.ended_ms as ended, m.replaces as replaces`;

const known = new WeakMap<Kysely<Schema>, Positions>();

/** The positions of an open database, in memory. */
export function positionsOf(rows: Kysely<Schema>): Positions {
  const found = known.get(rows) ?? new Positions();
  known.set(rows, found);
  return found;
}

/**
 * All positions of a database, brought up to date before each search with what anybody wrote since: versions are numbered in the order
 * of their commits, and each says which one it ended.
 */
class Positions {
  #points = new PointList();
  #numbers = new Map<string, number>();
  /** All up to this version are here. */
  #last = 0;
  /** Grows when memory is replaced as a whole. */
  #epoch = -1;
  #isTooMuch = false;
  #refreshing: Promise<void> = Promise.resolve();

  /** Nothing where all rows have to be read. */
  async near(
    rows: Kysely<Schema>,
    input: NearInput,
    filter: MemoryFilter,
  ): Promise<NearMatch[] | undefined> {
    const { scope, asOfMs, kinds, hero, box, upTo, ...others } = filter;
    if (upTo !== undefined || (kinds !== undefined && kinds.length === 0)) return undefined;
    const refreshed = this.#refreshing.then(() => this.#refresh(rows));
    this.#refreshing = refreshed.catch(() => undefined);
    await refreshed;
    if (this.#isTooMuch) return undefined;
    const points: PointFilter = {
      ...{ scope: this.#numbers.get(scope) ?? unknown, asOfMs },
      ...(kinds !== undefined && {
        kinds: new Set(kinds.map((kind) => this.#numbers.get(kind) ?? unknown)),
      }),
      ...(hero !== undefined && { hero: this.#numbers.get(hero) ?? unknown }),
      ...(box !== undefined && { box }),
    };
    const isOnlyValidity = Object.keys(others).every((name) => name === "validMs");
    const limit = Math.max(input.limit * (isOnlyValidity ? 1 : triedTimes), leastTried);
    const found = this.#points.nearest({ ...input, limit }, points);
    const fitting = await whichFit(rows, found, filter);
    const isAll = found.length < limit;
    return isAll || fitting.length >= input.limit ? fitting.slice(0, input.limit) : undefined;
  }

  async #refresh(rows: Kysely<Schema>): Promise<void> {
    const { last, epoch } = await stateOf(rows);
    if (epoch !== this.#epoch || last - this.#last > mostBehind) {
      await this.#readAll(rows, last);
      this.#epoch = epoch;
    } else {
      while (this.#last < last) await this.#readSome(rows, last);
    }
    this.#isTooMuch = this.#points.length > mostPoints;
  }

  async #readAll(rows: Kysely<Schema>, last: number): Promise<void> {
    [this.#points, this.#numbers] = [new PointList(), new Map()];
    for (let from = 0; this.#points.length <= mostPoints;) {
      const { rows: found } = await sql<PlacedRow>`select ${columns}
        from memories m indexed by memories_placed
        where m.position_6d is not null and m.version > ${from} and m.version <= ${last}
        order by m.version limit ${rowsAtOnce}`.execute(rows);
      for (const row of found) this.#take(row);
      if (found.length < rowsAtOnce) break;
      from = found.at(-1)!.version;
      await turn();
    }
    this.#last = last;
  }

  async #readSome(rows: Kysely<Schema>, last: number): Promise<void> {
    const { rows: found } = await sql<PlacedRow>`select ${columns} from memories m
      where m.version > ${this.#last} and m.version <= ${last}
      order by m.version limit ${rowsAtOnce}`.execute(rows);
    for (const row of found) this.#take(row);
    this.#last = found.length < rowsAtOnce ? last : found.at(-1)!.version;
  }

  #take({ version, scope, kind, hero, position, stored, ended, replaces }: PlacedRow): void {
    if (replaces !== null) this.#points.end(replaces, stored);
    if (position === null || this.#points.length > mostPoints) return;
    this.#points.add({
      ...{ version, position: JSON.parse(position) as number[], storedMs: stored },
      ...{ scope: this.#numberOf(scope), kind: this.#numberOf(kind) },
      ...{ hero: hero === null ? -1 : this.#numberOf(hero), endedMs: ended ?? undefined },
    });
  }

  #numberOf(text: string): number {
    const number = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, number);
    return number;
  }
}

async function stateOf(rows: Kysely<Schema>): Promise<{ last: number; epoch: number }> {
  const { rows: found } = await sql<{ last: number | null; epoch: number | null }>`
    select (select max(version) from memories) as last,
      (select value from counters where name = 'memory_epoch') as epoch`.execute(rows);
  return { last: found[0]?.last ?? 0, epoch: found[0]?.epoch ?? 0 };
}

async function whichFit(
  rows: Kysely<Schema>,
  found: readonly NearMatch[],
  filter: MemoryFilter,
): Promise<NearMatch[]> {
  const versions = JSON.stringify(found.map(({ version }) => version));
  const { rows: fitting } = await sql<{ version: number }>`select m.version as version
    from json_each(${versions}) given cross join memories m on m.version = given.value
    where ${conditionOf(filter)}`.execute(rows);
  const kept = new Set(fitting.map(({ version }) => version));
  return found.filter(({ version }) => kept.has(version));
}
