import { isObject } from "../../foundation/is-object.ts";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isSystemError } from "../../foundation/errors.ts";
import type { ListedArchive } from "./archive-metadata.ts";
import { indexName } from "./archive-name.ts";
import { writeFileDurably } from "../../engine/portable/durable-file.ts";
import { parsed } from "./read-metadata.ts";

/** What `backup_index.json` says of one archive: a row of the list, and which state of the metadata file it was made from. */
export interface IndexRow extends Omit<ListedArchive, "path"> {
  readonly metadata_stamp: string | null;
}

interface BackupIndex {
  /** As the file has it. */
  readonly text: string | undefined;
  /** By file name; rows that other programs wrote may lack any field. */
  readonly rows: ReadonlyMap<string, Record<string, unknown>>;
}

/**
 * Reads a folder's index. Those of other programs are understood as well: a list, a list under `backups`, or an object by backup id. What
 * is no index has no rows.
 */
export async function readIndex(folder: string): Promise<BackupIndex> {
  let text: string;
  try {
    text = await readFile(join(folder, indexName), "utf8");
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR", "EISDIR"))
      return { text: undefined, rows: new Map() };
    throw error;
  }
  const rows = new Map<string, Record<string, unknown>>();
  for (const row of rowsIn(parsed(text))) {
    const [id, name] = [row["backup_id"], row["filename"]];
    if (typeof id === "string") rows.set(id, row);
    if (typeof name === "string") rows.set(name, row);
  }
  return { text, rows };
}

function rowsIn(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.filter(isObject);
  if (!isObject(value)) return [];
  if ("backups" in value) return rowsIn(value["backups"]);
  return Object.entries(value).flatMap(([id, row]) =>
    isObject(row) ? [{ backup_id: id, ...row }] : [],
  );
}

/** Writes the index when it says something else than these rows. A folder that may not be written keeps what it has. */
export async function writeIndex(
  folder: string,
  rows: readonly IndexRow[],
  { text }: BackupIndex,
): Promise<void> {
  if (rows.length === 0 && text === undefined) return;
  const wanted = `${JSON.stringify({ version: 1, total_backups: rows.length, backups: rows }, null, 2)}\n`;
  if (wanted === text) return;
  try {
    await writeFileDurably(join(folder, indexName), wanted);
  } catch (error) {
    // It is made again from the files at any time, so it is never worth failing for.
    if (!isSystemError(error, "EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "ENOENT"))
      throw error;
  }
}
