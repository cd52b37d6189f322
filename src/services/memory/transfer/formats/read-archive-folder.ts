import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isSystemError, problemOf, ResteraError } from "../../../../foundation/errors.ts";

/** In the order in which Cognee reads them. What is in `nodes.jsonl` is its own graph, which says nothing to others. */
const names = ["documents", "episodes", "entities", "facts", "memories", "memory_blocks"];

/**
 * The lines of a COGX archive, which is a folder with `manifest.json` and a file for each kind of record (topoteretes/cognee,
 * cognee/modules/migration/cogx.py). Throws `memory-import-unreadable`.
 */
export async function* readArchiveFolder(folder: string): AsyncGenerator<Uint8Array> {
  const unreadable = (problem: string, cause?: unknown) =>
    new ResteraError("memory-import-unreadable", { file: folder, problem, cause });
  let manifest: { cogx_version?: unknown };
  try {
    manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")) as typeof manifest;
  } catch (error) {
    throw unreadable(problemOf(error), error);
  }
  const version = manifest.cogx_version;
  if (typeof version !== "string") throw unreadable("its manifest.json is none of COGX");
  if (Number.parseInt(version, 10) > 0) throw unreadable("a newer version of COGX made it");
  for (const name of names) {
    try {
      yield* createReadStream(join(folder, `${name}.jsonl`)) as AsyncIterable<Uint8Array>;
      yield Buffer.from("\n");
    } catch (error) {
      if (!isSystemError(error, "ENOENT")) throw error;
    }
  }
}
