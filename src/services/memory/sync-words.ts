import { ResteraError } from "../../foundation/errors.ts";
import { wordsOf } from "../../foundation/rough-stem.ts";
import type { MemoryStore } from "./memory-store.ts";

const counter = "memory_words";
const versionsAtOnce = 2000;
const [shortest, longest] = [2, 64];

/**
 * Notes the words of what was kept since the last time, for searches with typing errors; whoever kept it, other programs too.
 * A database that cannot be written now is searched with the words that are known.
 */
export async function syncWords(store: MemoryStore, signal?: AbortSignal): Promise<void> {
  try {
    while (await syncSome(store)) signal?.throwIfAborted();
  } catch (error) {
    const isPassing =
      error instanceof ResteraError &&
      ["database-busy", "database-full", "database-unreachable"].includes(error.code);
    if (!isPassing) throw error;
  }
}

/** False when nothing is left. */
async function syncSome({ database, dialect }: MemoryStore): Promise<boolean> {
  const { value: done } = (await database.rows
    .selectFrom("counters")
    .select("value")
    .where("name", "=", counter)
    .executeTakeFirst()) ?? { value: 0 };
  const found = await database.rows
    .selectFrom("memories")
    .select(["version", "title", "text"])
    .where("version", ">", done)
    .orderBy("version")
    .limit(versionsAtOnce)
    .execute();
  const last = found.at(-1)?.version;
  if (last === undefined) return false;
  const words = new Set<string>();
  for (const { title, text } of found) {
    for (const word of wordsOf(`${title} ${text}`)) {
      if (word.length >= shortest && word.length <= longest) words.add(word);
    }
  }
  await database.write(async (rows) => {
    await dialect.begin(rows);
    await dialect.addWords(rows, [...words]);
    await rows
      .insertInto("counters")
      .values({ name: counter, value: last })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: last }))
      .execute();
  });
  return true;
}
