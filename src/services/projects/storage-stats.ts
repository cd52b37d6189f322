import { removeTree } from "../../engine/portable/remove-tree.ts";

import { exists } from "../../engine/portable/durable-file.ts";
import { listAll } from "./list-all.ts";
import { lowSpace, nearest } from "./low-space.ts";
import { freeBytes } from "./project-quota.ts";
import { cacheFolder, gbOf, type ProjectStorage } from "./project-storage.ts";
import { moveAway } from "./discard.ts";
import { recoverStorage } from "./recover-storage.ts";
import { measureFolder } from "./walk-project.ts";

/** What a storage holds, in the document's fields. GB are 2^30 bytes. */
export interface StorageStats {
  readonly total_projects: number;
  readonly active_projects: number;
  readonly archived_projects: number;
  /** Marked as deleted; part of the total. */
  readonly deleted_projects: number;
  readonly total_size_gb: number;
  readonly total_size_bytes: number;
  /** Of the versions of all projects; the quota counts them, the total above does not. */
  readonly versions_size_bytes: number;
  readonly cache_size_bytes: number;
  /** What may still be stored: by the disk and by the quota. Null where neither is known. */
  readonly available_space_gb: number | null;
  readonly available_space_bytes: number | null;
  /** The disk has less left than `min_free_space`. */
  readonly low_space: boolean;
  /** Null: unlimited. */
  readonly total_quota_bytes: number | null;
  readonly max_project_bytes: number | null;
  /** Projects that could not be counted. */
  readonly problems: readonly { readonly id: string; readonly problem: string }[];
}

export async function storageStats(
  storage: ProjectStorage,
  signal?: AbortSignal,
): Promise<StorageStats> {
  const { projects, problems } = await listAll(storage, signal);
  let used = 0;
  const counts = { active: 0, archived: 0, deleted: 0 };
  for (const { metadata, place } of projects) {
    counts[metadata.status] += 1;
    used += "folder" in place ? metadata.size_bytes : (metadata.archive_size_bytes ?? 0);
  }
  const limits = {
    total_quota_bytes: storage.totalBytes ?? null,
    max_project_bytes: storage.maxProjectBytes ?? null,
  };
  const free = await freeBytes(await nearest(storage.root));
  const versions = (await storage.versions?.size()) ?? 0;
  const { totalBytes } = storage;
  const left = totalBytes === undefined ? undefined : Math.max(0, totalBytes - used - versions);
  const known = [free, left].filter((each) => each !== undefined);
  const available = known.length === 0 ? null : Math.min(...known);
  const cache = cacheFolder(storage);
  const cached = (await exists(cache)) ? (await measureFolder(cache, { signal })).bytes : 0;
  return {
    total_projects: projects.length,
    active_projects: counts.active,
    archived_projects: counts.archived,
    deleted_projects: counts.deleted,
    ...{ total_size_gb: gbOf(used), total_size_bytes: used },
    ...{ versions_size_bytes: versions, cache_size_bytes: cached },
    available_space_gb: available === null ? null : gbOf(available),
    available_space_bytes: available,
    low_space: (await lowSpace(storage)) !== undefined,
    ...limits,
    problems,
  };
}

/** Empties the cache; gives the bytes that it had. */
export async function cleanCache(
  storage: ProjectStorage,
  {
    dryRun = false,
    signal,
  }: { readonly dryRun?: boolean; readonly signal?: AbortSignal | undefined } = {},
): Promise<{ readonly freed_bytes: number }> {
  const cache = cacheFolder(storage);
  if (!(await exists(cache))) return { freed_bytes: 0 };
  const { bytes } = await measureFolder(cache, { signal });
  if (!dryRun) {
    await recoverStorage(storage);
    const moved = await moveAway(storage, cache);
    if (moved !== undefined) await removeTree(moved);
  }
  return { freed_bytes: bytes };
}
