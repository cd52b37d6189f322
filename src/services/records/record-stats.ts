import type { CallOptions } from "../../stores/objects/object-store.ts";
import { listProjects, type ProjectInfo } from "./project-manifest.ts";
import { knownCollections, parseKey } from "./record-name.ts";
import type { RecordStore } from "./record-store.ts";

export interface CollectionStats {
  readonly count: number;
  readonly bytes: number;
  /** When the newest was written, in milliseconds; null for none. */
  readonly newest: number | null;
  readonly conflicts: number;
}

export interface RecordStats {
  readonly collections: Readonly<Record<string, CollectionStats>>;
  readonly projects: readonly ProjectInfo[];
  readonly totalRecords: number;
  readonly totalBytes: number;
}

/** How much is kept, by collection. */
export async function recordStats(
  records: RecordStore,
  call: CallOptions = {},
): Promise<RecordStats> {
  const collections: Record<string, CollectionStats> = {};
  for (const collection of knownCollections) {
    const stats = { count: 0, bytes: 0, newest: 0, conflicts: 0 };
    for await (const { key, size, modified } of records.list(`${collection}/`, call)) {
      const parsed = parseKey(key);
      if (parsed === undefined) continue;
      stats.count++;
      stats.bytes += size;
      stats.newest = Math.max(stats.newest, parsed.timestamp ?? modified.getTime());
      if (parsed.isConflict) stats.conflicts++;
    }
    collections[collection] = { ...stats, newest: stats.count === 0 ? null : stats.newest };
  }
  const projects = await listProjects(records, call);
  const all = Object.values(collections);
  const projectBytes = projects.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  return {
    collections,
    projects,
    totalRecords: all.reduce((sum, { count }) => sum + count, 0),
    totalBytes: all.reduce((sum, { bytes }) => sum + bytes, projectBytes),
  };
}
