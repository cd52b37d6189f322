import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";

/** Writes a new file; on disk, with its SHA-256, when this resolves. */
export async function writeLines(
  path: string,
  lines: Iterable<string> | AsyncIterable<string>,
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash("sha256");
  const handle = await open(path, "wx", 0o600);
  try {
    for await (const line of lines) {
      signal?.throwIfAborted();
      hash.update(line);
      await handle.write(line);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest("hex");
}

/** What each line says. Throws `memory-copy-damaged`. */
export async function* readLines(path: string): AsyncGenerator {
  try {
    for await (const line of createInterface({ input: createReadStream(path) })) {
      if (line !== "") yield JSON.parse(line);
    }
  } catch (error) {
    throw damaged(path, error);
  }
}

export async function hashOfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const part of createReadStream(path)) hash.update(part as Buffer);
  } catch (error) {
    throw damaged(path, error);
  }
  return hash.digest("hex");
}

function damaged(path: string, cause: unknown): ResteraError {
  if (cause instanceof ResteraError) return cause;
  return new ResteraError("memory-copy-damaged", { path, problem: problemOf(cause), cause });
}
