import { createHash } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import type { ListedArchive } from "../archive-metadata.ts";
import type { ArchiveRun } from "../archive-options.ts";
import { publishNew, stagingPath } from "../../../engine/portable/durable-file.ts";
import { makeFolder } from "../../../stores/sync-folder.ts";
import { findArchive, rebuildIndex } from "../list-archives.ts";
import { updateMetadata } from "../update-metadata.ts";
import { cloudMetadata } from "./all-archives.ts";
import {
  type ArchiveCloud,
  type CloudArchive,
  cloudPathOf,
  listCloudArchives,
} from "./archive-cloud.ts";

/**
 * An archive of this machine by its id (or `latest`), fetched from the cloud first when only that has it. It appears in
 * the first folder whole, compared with its metadata there. Throws `archive-unknown`, `archive-mismatch`, `archive-not-written`, the store's errors.
 */
export async function fetchArchive(
  folders: readonly [string, ...string[]],
  backupId: string,
  cloud: ArchiveCloud | undefined,
  run: ArchiveRun = {},
): Promise<ListedArchive> {
  try {
    return await findArchive(folders, backupId);
  } catch (error) {
    const isUnknown = error instanceof ResteraError && error.code === "archive-unknown";
    if (!isUnknown || cloud === undefined) throw error;
  }
  const there = await listCloudArchives(cloud, run.signal);
  const wanted = backupId === "latest" ? [...there.keys()].sort().at(-1) : backupId;
  const found = wanted === undefined ? undefined : there.get(wanted);
  if (found === undefined) throw new ResteraError("archive-unknown", { archive: backupId });
  await downloadArchive(found, folders[0], cloud, run);
  return await findArchive(folders, found.backupId);
}

async function downloadArchive(
  archive: CloudArchive,
  folder: string,
  cloud: ArchiveCloud,
  run: ArchiveRun,
): Promise<void> {
  const said = await cloudMetadata(archive, cloud, run.signal);
  await makeFolder(folder);
  const [staged, path] = [stagingPath(folder), join(resolve(folder), archive.filename)];
  try {
    const hashes = await writeBody(archive, cloud, staged, run);
    const { sha256, checksum } = said ?? {};
    const isOther =
      (typeof sha256 === "string" && sha256 !== hashes.sha256) ||
      (typeof checksum === "string" && checksum !== hashes.md5);
    if (isOther) {
      const problem = "what the cloud gave has another hash than its metadata say";
      throw new ResteraError("archive-mismatch", { archive: archive.filename, problem });
    }
    await publishNew(staged, path);
    const synced = {
      cloud_sync_status: "synced",
      cloud_path: cloudPathOf(cloud, archive.key),
    } as const;
    await rebuildIndex(folder);
    const local = await findArchive([folder], archive.backupId);
    await updateMetadata(local, {
      ...said,
      checksum: hashes.md5,
      sha256: hashes.sha256,
      ...synced,
    });
  } catch (error) {
    if (error instanceof ResteraError) throw error;
    const problem = problemOf(error);
    throw new ResteraError("archive-not-written", { folder, problem, cause: error });
  } finally {
    await rm(staged, { force: true });
  }
}

/** Throws `archive-mismatch` when fewer or more bytes come than the cloud has listed. */
async function writeBody(
  archive: CloudArchive,
  { store }: ArchiveCloud,
  staged: string,
  { signal, onProgress }: ArchiveRun,
): Promise<{ md5: string; sha256: string }> {
  const [md5, sha256] = [createHash("md5"), createHash("sha256")];
  const { body } = await store.get(archive.key, signal === undefined ? {} : { signal });
  const handle = await open(staged, "wx", 0o600);
  let bytesDone = 0;
  try {
    for await (const bytes of body) {
      throwIfCancelled(signal);
      for (let done = 0; done < bytes.length;) {
        done += (await handle.write(bytes, done)).bytesWritten;
      }
      md5.update(bytes);
      sha256.update(bytes);
      bytesDone += bytes.length;
      onProgress?.({
        bytesDone,
        bytesTotal: archive.sizeBytes,
        filesDone: 0,
        currentFile: archive.filename,
      });
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (bytesDone !== archive.sizeBytes) {
    const problem = `the cloud gave ${bytesDone} bytes of ${archive.sizeBytes}`;
    throw new ResteraError("archive-mismatch", { archive: archive.filename, problem });
  }
  return { md5: md5.digest("hex"), sha256: sha256.digest("hex") };
}
