import { ResteraError } from "../../../foundation/errors.ts";
import { relinkVectors } from "../embedding/version-pages.ts";
import type { MemoryStore } from "../memory-store.ts";
import { syncWords } from "../sync-words.ts";
import {
  type MemorySummary,
  summarizeMemory,
  type WholeMemory,
  wholeMemoryIn,
  writeDocuments,
  writeHeroes,
} from "./whole-memory.ts";

export interface ReplaceInput {
  /** Called when nobody else can write any more and nothing has changed yet: the time to keep what is there. */
  readonly before?: (() => Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((versions: number) => void) | undefined;
}

/** While it is there, what comes into `heroes_memories` makes no versions. */
const marker = "memory_copying";

/**
 * Puts another memory in the place of all that is here, in one transaction: others see the one or the other, and whatever goes wrong
 * leaves the old one. Tasks and schedules stay. At the end both are read and their hashes compared. Throws
 * `memory-copy-differs`.
 */
export async function replaceMemory(
  target: MemoryStore,
  memory: WholeMemory,
  { before, signal, onProgress }: ReplaceInput = {},
): Promise<MemorySummary> {
  const { database, dialect } = target;
  const wanted = await summarizeMemory(memory, signal);
  await database.writeMuch(async (rows) => {
    await dialect.begin(rows);
    await before?.();
    await dialect.clear(rows);
    await rows.insertInto("counters").values({ name: marker, value: 0 }).execute();
    for await (const page of memory.versions()) {
      signal?.throwIfAborted();
      await dialect.copy(rows, page);
      onProgress?.(page.at(-1)!.version);
    }
    await writeHeroes(rows, database.kind, await memory.heroes());
    await writeDocuments(rows, await memory.documents());
    await rows.deleteFrom("counters").where("name", "=", marker).execute();
    const kept = await summarizeMemory(wholeMemoryIn({ kind: database.kind, rows }), signal);
    if (kept.sha256 !== wanted.sha256) {
      const problem = `here sha256 is ${wanted.sha256}, there it is ${kept.sha256}`;
      throw new ResteraError("memory-copy-differs", { url: database.url, problem });
    }
  });
  await dialect.tidy(database);
  await syncWords(target, signal);
  await relinkVectors(target, signal);
  return wanted;
}
