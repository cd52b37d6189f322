import { type Kysely, sql } from "kysely";

/**
 * Lets whoever keeps many memories at once write the text index of SQLite in one go, which takes a third of the time: while the
 * counter `memory_bulk` is there, in a transaction that nobody else sees, the trigger leaves it to them.
 */
export async function createMemoryBulk(
  rows: Kysely<never>,
  kind: "sqlite" | "postgres",
): Promise<void> {
  if (kind === "postgres") return;
  await sql`drop trigger memories_searched`.execute(rows);
  await sql`create trigger memories_searched after insert on memories
    when not exists (select 1 from counters where name = 'memory_bulk') begin
    insert into memory_texts (rowid, title, text) values (new.version, new.title, new.text);
    end`.execute(rows);
  // Which words share a trigram, without FTS5's ranking of them.
  await sql`create virtual table memory_word_grams
    using fts5vocab (memory_word_parts, instance)`.execute(rows);
}
