import { isObject } from "../../foundation/is-object.ts";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isSystemError } from "../../foundation/errors.ts";
import type { ArchivedFile, ArchiveMetadata } from "./archive-metadata.ts";
import { metadataFileName } from "./archive-name.ts";

/**
 * The metadata beside an archive, as it is there; undefined when there is none or it cannot be understood: an archive is usable without.
 * Its fields come from a file that anybody may have written, so only those asked for here are sure to be there.
 */
export async function readMetadata(
  folder: string,
  backupId: string,
): Promise<Partial<ArchiveMetadata> | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, metadataFileName(backupId)), "utf8");
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
  const value = parsed(text);
  return isObject(value) ? value : undefined;
}

/** A list of files that stands in metadata or in an archive, as far as it is one; undefined when there is none. */
export function listedFiles(files: unknown): ArchivedFile[] | undefined {
  if (!Array.isArray(files)) return undefined;
  return files.filter(isObject).flatMap((file) => {
    const { path, size_bytes: size, sha256, source = "" } = file;
    const isFile = typeof path === "string" && typeof size === "number";
    const isSound = isFile && typeof sha256 === "string" && typeof source === "string";
    return isSound ? [{ ...file, source } as ArchivedFile] : [];
  });
}

/** Parses JSON; undefined when it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
