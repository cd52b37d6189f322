import type { Embedder } from "../services/memory/embedding/embedder.ts";
import type { MemoryStore } from "../services/memory/memory-store.ts";
import type { Database } from "../stores/database/database.ts";

export interface MemoryStoreOptions {
  /** Whose memories, as the caller's credential says; those of the machine when absent. */
  readonly scope?: string;
  /** Who says what is kept, where a call does not tell. */
  readonly author?: string | undefined;
  /** Milliseconds since 1970; the system's clock when absent. */
  readonly nowMs?: () => number;
  /** Makes vectors, so that search finds by meaning too: `openEmbedder()`, or an object of your own. */
  readonly embedder?: Embedder | undefined;
}

/** Memory in an open database, which stays the caller's to close. */
export async function memoryStoreOf(
  database: Database,
  { scope = "", author, nowMs = Date.now, embedder }: MemoryStoreOptions = {},
): Promise<MemoryStore> {
  return { database, ...(await dialectsOf(database)), scope, author, nowMs, embedder };
}

async function dialectsOf({ kind }: Database): Promise<Pick<MemoryStore, "dialect" | "vectors">> {
  if (kind === "sqlite") {
    const { sqliteMemory } = await import("../stores/database/sqlite/sqlite-memory.ts");
    const { sqliteVectors } = await import("../stores/database/sqlite/sqlite-vectors.ts");
    return { dialect: sqliteMemory, vectors: sqliteVectors };
  }
  const { postgresMemory } = await import("../stores/database/postgres/postgres-memory.ts");
  const { postgresVectors } = await import("../stores/database/postgres/postgres-vectors.ts");
  return { dialect: postgresMemory(), vectors: postgresVectors() };
}
