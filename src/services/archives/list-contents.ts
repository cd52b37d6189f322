import type { ListedArchive } from "./archive-metadata.ts";
import type { ReadArchiveOptions } from "./archive-options.ts";
import { dataPlace } from "./data-place.ts";
import { readFiles } from "./read-files.ts";
import { listedFiles } from "./read-metadata.ts";
import type { ReadOutcome } from "./read-outcome.ts";

/** A file in an archive, as far as it is known. */
export interface ArchiveContent {
  /** As the archive has it. */
  readonly path: string;
  readonly size_bytes: number;
  /** Empty when nothing says whose it is. */
  readonly source: string;
}

/** What is in an archive that has no list beside it, by reading all of it. Throws the errors of reading. */
export async function listContents(
  archive: ListedArchive,
  options: ReadArchiveOptions = {},
): Promise<ArchiveContent[]> {
  const outcome: ReadOutcome = { hashes: {} };
  const found: ArchiveContent[] = [];
  for await (const { path, kind, size } of readFiles(archive, options, outcome)) {
    if (kind === "folder") continue;
    found.push({ path, size_bytes: size, source: dataPlace(path)?.source ?? "" });
  }
  // The archive's own list knows the sources.
  return outcome.manifest === undefined ? found : (listedFiles(outcome.manifest) ?? found);
}
