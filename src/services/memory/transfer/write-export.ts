import { open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { exists, publishNew, stagingPath } from "../../../engine/portable/durable-file.ts";
import { isSystemError, problemOf, ResteraError } from "../../../foundation/errors.ts";

/**
 * Writes parts of text into a new file for this user alone, which has its name only when it is whole. False when the name is taken:
 * nothing is written over. Throws `memory-export-unwritable`, and what the parts throw.
 */
export async function writeExport(path: string, parts: AsyncIterable<string>): Promise<boolean> {
  const orTell = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      const isLost = isSystemError(error, "ENOENT");
      const problem = isLost ? "its folder is not there" : problemOf(error);
      throw new ResteraError("memory-export-unwritable", { file: path, problem, cause: error });
    }
  };
  if (await orTell(exists(path))) return false;
  const staged = stagingPath(dirname(path));
  const handle = await orTell(open(staged, "wx", 0o600));
  try {
    try {
      // Unlike `write`, it goes on where the system took only some of it.
      for await (const part of parts) await orTell(handle.writeFile(part));
      await orTell(handle.sync());
    } finally {
      await handle.close();
    }
    return await orTell(publishNew(staged, path));
  } finally {
    await rm(staged, { force: true });
  }
}
