import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isSystemError, ResteraError } from "../../foundation/errors.ts";
import type { ListedArchive } from "./archive-metadata.ts";
import { metadataFileName, parseArchiveName } from "./archive-name.ts";
import { type IndexRow, readIndex, writeIndex } from "./backup-index.ts";
import { type ArchiveFile, listedArchive, newestFirst } from "./listed-archive.ts";
import { readMetadata } from "./read-metadata.ts";

/**
 * All archives in the given folders, newest first; a folder that is missing holds none. The files say what there is. The first folder is
 * ours: an index there that is missing or wrong is written anew. The others are only read, and an archive that the first has is not told again.
 */
export async function listArchives(folders: readonly string[]): Promise<ListedArchive[]> {
  const found: ListedArchive[] = [];
  for (const [at, folder] of [...new Set(folders.map((each) => resolve(each)))].entries()) {
    const known = new Set(found.map(({ backup_id: id }) => id));
    const list = await listFolder(folder, at === 0);
    found.push(...list.filter(({ backup_id: id }) => !known.has(id)));
  }
  return found.toSorted(newestFirst);
}

/** The archive with this id, the newest one for `latest`. Throws `archive-unknown`. */
export async function findArchive(
  folders: readonly string[],
  backupId: string,
): Promise<ListedArchive> {
  const all = await listArchives(folders);
  const found = backupId === "latest" ? all[0] : all.find(({ backup_id: id }) => id === backupId);
  if (found === undefined) throw new ResteraError("archive-unknown", { archive: backupId });
  return found;
}

/** Brings a folder's index in line with its files. */
export async function rebuildIndex(folder: string): Promise<void> {
  await listFolder(resolve(folder), true);
}

async function listFolder(folder: string, isOurs: boolean): Promise<ListedArchive[]> {
  const files = await archiveFiles(folder);
  const index = await readIndex(folder);
  const rows: { row: IndexRow; path: string }[] = [];
  // One after the other: metadata of large archives is large.
  for (const file of files)
    rows.push({ row: await rowOf(file, folder, index.rows), path: file.path });
  const listed = rows.map(({ row: { metadata_stamp: _stamp, ...row }, path }) => ({
    ...row,
    path,
  }));
  if (isOurs) {
    const order = new Map(listed.toSorted(newestFirst).map(({ filename }, at) => [filename, at]));
    const place = ({ row }: { row: IndexRow }) => order.get(row.filename)!;
    const sorted = rows.toSorted((a, b) => place(a) - place(b));
    await writeIndex(
      folder,
      sorted.map(({ row }) => row),
      index,
    );
  }
  return listed;
}

async function archiveFiles(folder: string): Promise<ArchiveFile[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
  const files: ArchiveFile[] = [];
  for (const filename of names.toSorted()) {
    const name = parseArchiveName(filename);
    if (name === undefined) continue;
    const path = join(folder, filename);
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isFile() !== true) continue;
    files.push({ ...name, filename, path, sizeBytes: stats.size, modifiedMs: stats.mtimeMs });
  }
  return files;
}

/** From the index when neither the metadata file nor the row was changed since, from the metadata otherwise: it may be large. */
async function rowOf(
  file: ArchiveFile,
  folder: string,
  rows: ReadonlyMap<string, Record<string, unknown>>,
): Promise<IndexRow> {
  const stamp = await metadataStamp(folder, file.backupId);
  const indexed = rows.get(file.filename) ?? rows.get(file.backupId) ?? {};
  const size = indexed["size_bytes"];
  const fromIndex = size === undefined || size === file.sizeBytes ? indexed : {};
  if (stamp !== null) {
    const { metadata_stamp: kept, ...rest } = fromIndex;
    const row = withoutPath(listedArchive(file, rest, true));
    if (kept === stampOf(stamp, rest) && kept === stampOf(stamp, row)) {
      return { ...row, metadata_stamp: kept };
    }
  }
  const metadata = stamp === null ? undefined : await readMetadata(folder, file.backupId);
  const said = { ...fromIndex, ...metadata };
  const row = withoutPath(listedArchive(file, said, metadata !== undefined));
  const isKnown = metadata !== undefined && stamp !== null;
  return { ...row, metadata_stamp: isKnown ? stampOf(stamp, row) : null };
}

function withoutPath({ path: _path, ...row }: ListedArchive): Omit<ListedArchive, "path"> {
  return row;
}

/** Of the metadata file's state and of the row made from it. */
function stampOf(state: string, row: object): string {
  return createHash("sha256")
    .update(`${state}\n${JSON.stringify(row)}`)
    .digest("hex")
    .slice(0, 32);
}

async function metadataStamp(folder: string, backupId: string): Promise<string | null> {
  try {
    const { size, mtimeNs } = await stat(join(folder, metadataFileName(backupId)), {
      bigint: true,
    });
    return `${mtimeNs}-${size}`;
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return null;
    throw error;
  }
}
