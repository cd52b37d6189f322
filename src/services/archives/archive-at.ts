import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { isSystemError, ResteraError } from "../../foundation/errors.ts";
import type { ArchiveFormat, ListedArchive } from "./archive-metadata.ts";
import { listedArchive } from "./listed-archive.ts";
import { readMetadata } from "./read-metadata.ts";

const endings: readonly (readonly [end: string, format: ArchiveFormat])[] = [
  [".tar.gz", "tar.gz"],
  [".tgz", "tar.gz"],
  [".tar", "tar"],
  [".json.gz", "json.gz"],
];

/** True when a file of this name could be an archive, whoever named it. */
export function looksLikeArchive(path: string): boolean {
  return formatOf(path) !== undefined;
}

/** An archive by its path, also one that another program made and named. Throws `archive-unknown`. */
export async function archiveAt(path: string): Promise<ListedArchive> {
  const absolute = resolve(path);
  const named = formatOf(absolute);
  let stats: Stats | undefined;
  try {
    stats = await stat(absolute);
  } catch (error) {
    if (!isSystemError(error, "ENOENT", "ENOTDIR")) throw error;
  }
  if (named === undefined || stats?.isFile() !== true) {
    throw new ResteraError("archive-unknown", { archive: path });
  }
  const filename = basename(absolute);
  const { stem: backupId, format, isEncrypted } = named;
  const metadata = await readMetadata(dirname(absolute), backupId);
  const file = {
    ...{ backupId, format, isEncrypted, filename, path: absolute },
    ...{ sizeBytes: stats.size, modifiedMs: stats.mtimeMs },
  };
  return listedArchive(file, metadata ?? {}, metadata !== undefined);
}

function formatOf(
  path: string,
): { stem: string; format: ArchiveFormat; isEncrypted: boolean } | undefined {
  const name = basename(path);
  const isEncrypted = name.endsWith(".age");
  const plain = isEncrypted ? name.slice(0, -".age".length) : name;
  const found = endings.find(([end]) => plain.endsWith(end) && plain.length > end.length);
  if (found === undefined) return undefined;
  const [end, format] = found;
  return { stem: plain.slice(0, -end.length), format, isEncrypted };
}
