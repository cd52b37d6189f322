import type { Database } from "../../stores/database/database.ts";
import type { MemoryDialect } from "../../stores/database/memory-dialect.ts";
import type { VectorDialect } from "../../stores/database/vectors/vector-dialect.ts";
import type { Embedder } from "./embedding/embedder.ts";

/** An open database with the way in which it searches, and in whose name it is used. */
export interface MemoryStore {
  readonly database: Database;
  readonly dialect: MemoryDialect;
  readonly vectors: VectorDialect;
  /** Makes vectors for searching by meaning; without it words are searched. */
  readonly embedder?: Embedder | undefined;
  /** Comes from the caller's credential, never from what is asked for. */
  readonly scope: string;
  /** Who says what is kept, where a call does not tell. */
  readonly author?: string | undefined;
  readonly nowMs: () => number;
}
