import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StoreError } from "../../../stores/objects/object-store.ts";
import type { ListedArchive } from "../archive-metadata.ts";
import { archiveFileName, metadataFileName } from "../archive-name.ts";
import { publishNew, writeFileDurably } from "../../../engine/portable/durable-file.ts";
import { findArchive, rebuildIndex } from "../list-archives.ts";
import { readMetadata } from "../read-metadata.ts";
import { cloudMetadata } from "./all-archives.ts";
import { type ArchiveCloud, archiveKeyOf, metadataKeyOf } from "./archive-cloud.ts";

type Call = { readonly signal?: AbortSignal };

/**
 * Makes sure that an archive's place in the cloud is its own. Two machines that share a bucket may make archives in the same
 * second: the later one gets the next free id (`…_2`), here and there. A copy of this very archive that was damaged in the
 * cloud is removed, to be sent again.
 * @param sha256 of the archive's file
 */
export async function settleId(
  archive: ListedArchive,
  sha256: string,
  cloud: ArchiveCloud,
  call: Call,
): Promise<ListedArchive> {
  const key = archiveKeyOf(archive.backup_id, archive.filename);
  const there = await cloud.store.head(key, call);
  if (there === null) return archive;
  const theirs = await hashInCloud(archive.backup_id, cloud, call);
  const isSameSize = there.size === archive.size_bytes;
  // Without a word about its content, the upload itself compares.
  if (isSameSize && (theirs === undefined || theirs === sha256)) return archive;
  if (theirs === sha256) {
    const failed = await cloud.store.delete([key], call);
    for (const error of failed.values()) throw error;
    return archive;
  }
  return await withFreeId(archive, cloud, call);
}

async function hashInCloud(
  backupId: string,
  cloud: ArchiveCloud,
  { signal }: Call,
): Promise<string | undefined> {
  try {
    const said = await cloudMetadata({ metadataKey: metadataKeyOf(backupId) }, cloud, signal);
    return typeof said?.["sha256"] === "string" ? said["sha256"] : undefined;
  } catch (error) {
    if (error instanceof StoreError && error.code === "not-found") return undefined;
    throw error;
  }
}

async function withFreeId(
  archive: ListedArchive,
  cloud: ArchiveCloud,
  call: Call,
): Promise<ListedArchive> {
  const first = archive.backup_id.replace(/^(unified_backup_\d{8}_\d{6})_\d+$/, "$1");
  for (let number = 2; ; number++) {
    const backupId = `${first}_${number}`;
    if (await isUsed(backupId, cloud, call)) continue;
    if (await rename(archive, backupId))
      return await findArchive([dirname(archive.path)], backupId);
  }
}

async function isUsed(backupId: string, { store }: ArchiveCloud, call: Call): Promise<boolean> {
  for await (const _ of store.list(archiveKeyOf(backupId, ""), call)) return true;
  return false;
}

/** Gives an archive another id; false when that is taken here. */
async function rename(archive: ListedArchive, backupId: string): Promise<boolean> {
  const folder = dirname(archive.path);
  const { path: _path, has_metadata: _has, ...row } = archive;
  const isEncrypted = archive.encryption !== undefined;
  const filename = archiveFileName({ backupId, format: archive.format, isEncrypted });
  const metadata = (await readMetadata(folder, archive.backup_id)) ?? row;
  if (!(await publishNew(archive.path, join(folder, filename)))) return false;
  const renamed = { ...metadata, backup_id: backupId, filename, made_as: archive.backup_id };
  const text = `${JSON.stringify(renamed, null, 2)}\n`;
  await writeFileDurably(join(folder, metadataFileName(backupId)), text);
  await rm(join(folder, metadataFileName(archive.backup_id)), { force: true });
  await rebuildIndex(folder);
  return true;
}
