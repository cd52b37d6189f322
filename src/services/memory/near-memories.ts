import { checkPosition } from "./check-memory.ts";
import type { MemoryStore } from "./memory-store.ts";
import type { Memory, Position6D } from "./memory.ts";
import { filterOf, memoriesByVersion, type MemoryQuery } from "./read-memories.ts";

export interface NearQuery extends MemoryQuery {
  /** Six finite numbers. */
  readonly center: Position6D;
  /** Only within the sphere of this radius. */
  readonly radius?: number | undefined;
  /** 10 when absent. */
  readonly limit?: number | undefined;
}

export interface NearMemory {
  readonly memory: Memory;
  /** Euclidean, in six dimensions. */
  readonly distance: number;
}

const defaultLimit = 10;

/** What has a position, the nearest first. Throws `memory-invalid` for a center that is no position. */
export async function nearMemories(
  store: MemoryStore,
  { center, radius, limit = defaultLimit, ...query }: NearQuery,
): Promise<NearMemory[]> {
  checkPosition(center);
  const { database, dialect } = store;
  const input = { center, limit, ...(radius !== undefined && { radius }) };
  const near = await dialect.near(database.rows, input, filterOf(store, query));
  const memories = await memoriesByVersion(
    store,
    near.map(({ version }) => version),
  );
  const distances = new Map(near.map(({ version, distance }) => [version, distance]));
  return memories.map((memory) => ({ memory, distance: distances.get(memory.version)! }));
}
