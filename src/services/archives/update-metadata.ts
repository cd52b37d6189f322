import { dirname, join } from "node:path";
import type { ArchiveMetadata, ListedArchive } from "./archive-metadata.ts";
import { metadataFileName } from "./archive-name.ts";
import { writeFileDurably } from "../../engine/portable/durable-file.ts";
import { rebuildIndex } from "./list-archives.ts";
import { readMetadata } from "./read-metadata.ts";

/** What may change of an archive once it is made: where it is in the cloud. Other fields are what another program keeps there. */
export type MetadataChange = Partial<
  Pick<ArchiveMetadata, "cloud_sync_status" | "cloud_path" | "checksum" | "sha256">
> &
  Record<string, unknown>;

/**
 * Changes an archive's metadata file, or makes one for an archive that has none, and brings the folder's index up to date. All other fields
 * are kept, also those that this version does not know.
 */
export async function updateMetadata(
  archive: Pick<ListedArchive, "backup_id" | "path"> & Partial<ListedArchive>,
  change: MetadataChange,
): Promise<void> {
  const folder = dirname(archive.path);
  const { path: _path, has_metadata: _has, ...row } = archive;
  const before = (await readMetadata(folder, archive.backup_id)) ?? row;
  const after = JSON.stringify({ ...before, ...change }, null, 2);
  await writeFileDurably(join(folder, metadataFileName(archive.backup_id)), `${after}\n`);
  await rebuildIndex(folder);
}
