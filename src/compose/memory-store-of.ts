import type { MemoryStore } from "../services/memory/memory-store.ts";
import type { Database } from "../stores/database/database.ts";
import type { MemoryDialect } from "../stores/database/memory-dialect.ts";

export interface MemoryStoreOptions {
  /** Whose memories, as the caller's credential says; those of the machine when absent. */
  readonly scope?: string;
  /** Who says what is kept, where a call does not tell. */
  readonly author?: string | undefined;
  /** Milliseconds since 1970; the system's clock when absent. */
  readonly nowMs?: () => number;
}

/** Memory in an open database, which stays the caller's to close. */
export async function memoryStoreOf(
  database: Database,
  { scope = "", author, nowMs = Date.now }: MemoryStoreOptions = {},
): Promise<MemoryStore> {
  return { database, dialect: await dialectOf(database), scope, author, nowMs };
}

async function dialectOf({ kind }: Database): Promise<MemoryDialect> {
  if (kind === "sqlite") {
    return (await import("../stores/database/sqlite/sqlite-memory.ts")).sqliteMemory;
  }
  return (await import("../stores/database/postgres/postgres-memory.ts")).postgresMemory();
}
