import type { Kysely, Transaction } from "kysely";
import { ResteraError } from "../../foundation/errors.ts";
import type { Schema } from "../../stores/database/schema.ts";
import type { MemoryStore } from "./memory-store.ts";
import { NotedWords } from "./noted-words.ts";

const counter = "memory_words";
const versionsAtOnce = 2000;

/**
 * Notes the words of what was kept since the last time, for searches with typing errors; whoever kept it, other programs too.
 * A database that cannot be written now is searched with the words that are known.
 */
export async function syncWords(store: MemoryStore, signal?: AbortSignal): Promise<void> {
  try {
    const noted = new NotedWords();
    while (await syncSome(store, noted)) signal?.throwIfAborted();
  } catch (error) {
    const isPassing =
      error instanceof ResteraError &&
      ["database-busy", "database-full", "database-unreachable"].includes(error.code);
    if (!isPassing) throw error;
  }
}

/** False when nothing is left. What is `noted` is in the table already. */
async function syncSome({ database, dialect }: MemoryStore, noted: NotedWords): Promise<boolean> {
  const done = await wordsUpTo(database.rows);
  const found = await database.rows
    .selectFrom("memories")
    .select(["version", "title", "text"])
    .where("version", ">", done)
    .orderBy("version")
    .limit(versionsAtOnce)
    .execute();
  const last = found.at(-1)?.version;
  if (last === undefined) return false;
  const words = newWords(found, noted);
  await database.write(async (rows) => {
    await dialect.begin(rows);
    await noteWords(dialect, rows, { words, upTo: last });
  });
  return true;
}

/** The words of these that are not `noted` yet, which they are then. */
export function newWords(
  texts: readonly { readonly title: string; readonly text: string }[],
  noted: NotedWords,
): string[] {
  return texts.flatMap(({ title, text }) => [...noted.newIn(title), ...noted.newIn(text)]);
}

/** Up to which version all words are known. */
export async function wordsUpTo(rows: Kysely<Schema>): Promise<number> {
  const found = await rows
    .selectFrom("counters")
    .select("value")
    .where("name", "=", counter)
    .executeTakeFirst();
  return found?.value ?? 0;
}

/** In a transaction that writes memories. */
export async function noteWords(
  dialect: MemoryStore["dialect"],
  rows: Transaction<Schema>,
  { words, upTo }: { readonly words: readonly string[]; readonly upTo: number },
): Promise<void> {
  if (words.length > 0) await dialect.addWords(rows, words);
  await rows
    .insertInto("counters")
    .values({ name: counter, value: upTo })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: upTo }))
    .execute();
}
