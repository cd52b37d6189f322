import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import type { ListedArchive } from "../archive-metadata.ts";
import type { ArchiveRun } from "../archive-options.ts";
import { listArchives } from "../list-archives.ts";
import { updateMetadata } from "../update-metadata.ts";
import {
  type ArchiveCloud,
  type CloudArchive,
  type CloudProvider,
  listCloudArchives,
} from "./archive-cloud.ts";
import { uploadArchive } from "./upload-archive.ts";

/** What a sync came to; ids, newest first. */
export interface SyncedArchives {
  readonly provider: CloudProvider;
  /** Uploaded now, and proven to be there. */
  readonly synced: readonly string[];
  /** Were there before. */
  readonly already_synced: readonly string[];
  readonly failed: readonly { readonly backup_id: string; readonly problem: string }[];
  /** Not tried: there is no cloud, or it stopped answering. */
  readonly pending: readonly string[];
  readonly uploaded_bytes: number;
  /** Archives that got another id, because another machine had made one in the same second. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
}

/** With these, the next archive would fail as well. */
const hopeless = new Set(["denied", "unavailable", "timeout", "throttled"]);

/**
 * Uploads every archive that the cloud does not hold whole; what it has is not sent again, so a sync that was interrupted
 * goes on where it was. What an archive's metadata claim is believed only when the cloud's listing agrees. An archive
 * that fails is named and the others go on; when the cloud itself is out of reach the rest stays pending.
 * Throws `cancelled`, and the store's error when nothing can be listed.
 */
export async function syncArchives(
  folders: readonly string[],
  cloud: ArchiveCloud | undefined,
  run: ArchiveRun = {},
): Promise<SyncedArchives> {
  const archives = await listArchives(folders);
  const ids = archives.map(({ backup_id: id }) => id);
  if (cloud === undefined) {
    const nothing = { synced: [], already_synced: [], failed: [], renamed: [], uploaded_bytes: 0 };
    return { provider: "local", ...nothing, pending: ids };
  }
  const there = await listCloudArchives(cloud, run.signal);
  return await uploadMissing(archives, there, cloud, run);
}

async function uploadMissing(
  archives: readonly ListedArchive[],
  there: ReadonlyMap<string, CloudArchive>,
  cloud: ArchiveCloud,
  run: ArchiveRun,
): Promise<SyncedArchives> {
  const synced: string[] = [];
  const already: string[] = [];
  const failed: { backup_id: string; problem: string }[] = [];
  const pending: string[] = [];
  const renamed: { from: string; to: string }[] = [];
  let uploadedBytes = 0;
  let isReachable = true;
  for (const archive of archives) {
    const { backup_id: id } = archive;
    if (isProven(archive, there.get(id))) already.push(id);
    else if (!isReachable) pending.push(id);
    else {
      try {
        const { backup_id: now } = await uploadArchive(archive, cloud, run);
        synced.push(now);
        if (now !== id) renamed.push({ from: id, to: now });
        uploadedBytes += archive.size_bytes;
      } catch (error) {
        throwIfCancelled(run.signal);
        const problem = shortProblem(error);
        failed.push({ backup_id: id, problem });
        const change = { cloud_sync_status: "failed", cloud_problem: problem } as const;
        await updateMetadata(archive, change);
        if (error instanceof ResteraError && hopeless.has(error.code)) isReachable = false;
      }
    }
  }
  const { provider } = cloud;
  const told = { synced, already_synced: already, failed, pending, renamed };
  return { provider, ...told, uploaded_bytes: uploadedBytes };
}

/** Its metadata say so, and the cloud has a file of that name and size. */
function isProven(archive: ListedArchive, there: CloudArchive | undefined): boolean {
  return (
    archive.cloud_sync_status === "synced" &&
    there?.filename === archive.filename &&
    there.sizeBytes === archive.size_bytes
  );
}

/** What went wrong, in a line. */
function shortProblem(error: unknown): string {
  const told = error instanceof ResteraError ? error.details["problem"] : undefined;
  return String(told ?? problemOf(error)).split("\n")[0]!;
}
