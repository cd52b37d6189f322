import { constants, createReadStream, type Stats } from "node:fs";
import { access, stat } from "node:fs/promises";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import { readArchiveFolder } from "./formats/read-archive-folder.ts";
import { isH2, readH2, type ReadH2Options } from "./h2/read-h2.ts";

/**
 * What an import reads of a path: a file as it is, the lines of a folder that is a COGX archive, the tables of a database of H2.
 * Throws when it is read: `memory-import-missing`, `h2-missing`, `h2-unreadable`, `memory-import-unreadable`.
 */
export async function* openImportFile(
  path: string,
  options: ReadH2Options,
): AsyncGenerator<Uint8Array> {
  let stats: Stats;
  try {
    stats = await stat(path);
    await access(path, constants.R_OK);
  } catch (error) {
    const problem = problemOf(error);
    throw new ResteraError("memory-import-missing", { file: path, problem, cause: error });
  }
  if (stats.isDirectory()) yield* readArchiveFolder(path);
  else if (await isH2(path)) yield* readH2(path, options);
  else yield* createReadStream(path) as AsyncIterable<Uint8Array>;
}
