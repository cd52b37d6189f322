import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { readArchiveFolder } from "./formats/read-archive-folder.ts";
import { isH2, readH2, type ReadH2Options } from "./h2/read-h2.ts";

/**
 * What an import reads of a path: a file as it is, the lines of a folder that is a COGX archive, the tables of a database of H2.
 * Throws when it is read: `h2-missing`, `h2-unreadable`, `memory-import-unreadable`, and what the system says of the file.
 */
export async function* openImportFile(
  path: string,
  options: ReadH2Options,
): AsyncGenerator<Uint8Array> {
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (isFolder) yield* readArchiveFolder(path);
  else if (await isH2(path)) yield* readH2(path, options);
  else yield* createReadStream(path) as AsyncIterable<Uint8Array>;
}
