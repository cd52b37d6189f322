import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ResteraError } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import type { ReadArchiveOptions } from "../archive-options.ts";
import { metadataFileName } from "../archive-name.ts";
import { syncFolder } from "../../../stores/sync-folder.ts";
import { rebuildIndex } from "../list-archives.ts";
import { verifyArchive } from "../verify-archive.ts";
import { allArchives, type KnownArchive } from "./all-archives.ts";
import { uploadNotesOf } from "./upload-notes.ts";
import {
  type ArchiveCloud,
  archiveKeyOf,
  listCloudArchives,
  metadataKeyOf,
} from "./archive-cloud.ts";

/** Which archives stay: the newest ones, and of those the ones that are not too old. */
export interface ArchivePolicy {
  /** 30 when absent. */
  readonly keepLast?: number | undefined;
  readonly keepDays?: number | undefined;
  readonly dryRun?: boolean | undefined;
  /** Milliseconds since 1970; now when absent. */
  readonly nowMs?: number | undefined;
}

export interface PrunedArchives {
  readonly kept: readonly string[];
  readonly removed: readonly string[];
  /** Would have gone, and stayed because no newer archive is good. */
  readonly spared: readonly string[];
  readonly removed_bytes: number;
  readonly dry_run: boolean;
}

const defaultKeepLast = 30;
const dayMs = 86_400_000;

/**
 * Removes archives that the policy does not keep, here and in the cloud, the oldest first. Before the first one goes, one of
 * those that stay has been read to its end and found sound; if none is, the newest sound one of the others stays too.
 */
export async function pruneArchives(
  folders: readonly string[],
  cloud: ArchiveCloud | undefined,
  policy: ArchivePolicy,
  options: ReadArchiveOptions = {},
): Promise<PrunedArchives> {
  const all = await allArchives(folders, cloud, options);
  const { kept, removed } = planPrune(all, policy);
  const isSafe = removed.length === 0 || (await firstGood(kept, options)) !== undefined;
  const spared = isSafe ? undefined : await firstGood(removed, options);
  // Nothing sound anywhere: whatever might still be worth something stays.
  const going = isSafe || spared !== undefined ? removed.filter((each) => each !== spared) : [];
  const notGoing = removed.filter((each) => !going.includes(each));
  if (policy.dryRun !== true) await removeAll(going.toReversed(), cloud, options);
  const idsOf = (archives: readonly KnownArchive[]) => archives.map(({ backup_id: id }) => id);
  return {
    ...{ kept: idsOf(kept), removed: idsOf(going), spared: idsOf(notGoing) },
    removed_bytes: going.reduce((sum, { size_bytes: size }) => sum + size, 0),
    dry_run: policy.dryRun ?? false,
  };
}

/** Decides by place in the list and by age; the newest archive always stays. */
export function planPrune(
  archives: readonly KnownArchive[],
  { keepLast = defaultKeepLast, keepDays, nowMs = Date.now() }: ArchivePolicy,
): { kept: KnownArchive[]; removed: KnownArchive[] } {
  const isKept = ({ created_at: created }: KnownArchive, at: number): boolean => {
    if (at === 0) return true;
    const isYoung = keepDays === undefined || nowMs - Date.parse(created) <= keepDays * dayMs;
    return at < keepLast && isYoung;
  };
  return {
    kept: archives.filter(isKept),
    removed: archives.filter((each, at) => !isKept(each, at)),
  };
}

/** The first archive that can be read to its end with the hashes that it had. */
async function firstGood(
  archives: readonly KnownArchive[],
  options: ReadArchiveOptions,
): Promise<KnownArchive | undefined> {
  for (const archive of archives) {
    if (await isGood(archive, options)) return archive;
  }
  return undefined;
}

async function isGood(archive: KnownArchive, options: ReadArchiveOptions): Promise<boolean> {
  // Only in the cloud: it was proven to be whole when it was uploaded.
  if (archive.path === null) return archive.has_metadata && archive.sha256 !== null;
  try {
    return (await verifyArchive({ ...archive, path: archive.path }, options)).ok;
  } catch (error) {
    throwIfCancelled(options.signal);
    // Without its key nobody can say more of it than that.
    if (error instanceof ResteraError && error.code === "archive-encrypted") return true;
    return false;
  }
}

async function removeAll(
  archives: readonly KnownArchive[],
  cloud: ArchiveCloud | undefined,
  { signal }: ReadArchiveOptions,
): Promise<void> {
  const there = cloud === undefined ? undefined : await listCloudArchives(cloud, signal);
  const folders = new Set<string>();
  for (const archive of archives) {
    throwIfCancelled(signal);
    const id = archive.backup_id;
    const inCloud = there?.get(id);
    if (cloud !== undefined && inCloud !== undefined) {
      const keys = [
        inCloud.key,
        inCloud.metadataKey ?? metadataKeyOf(id),
        archiveKeyOf(id, archive.filename),
      ];
      const failed = await cloud.store.delete(
        [...new Set(keys)],
        signal === undefined ? {} : { signal },
      );
      for (const error of failed.values()) throw error;
    }
    if (archive.path === null) continue;
    // The archive goes first: metadata alone are no archive, and an archive alone still is one.
    await rm(archive.path, { force: true });
    await rm(join(dirname(archive.path), metadataFileName(id)), { force: true });
    await uploadNotesOf({ ...archive, path: archive.path }).write(undefined);
    folders.add(dirname(archive.path));
  }
  for (const folder of folders) {
    await syncFolder(folder);
    await rebuildIndex(folder);
  }
}
