import type { Database } from "../../stores/database/database.ts";
import type { MemoryDialect } from "../../stores/database/memory-dialect.ts";

/** An open database with the way in which it searches, and in whose name it is used. */
export interface MemoryStore {
  readonly database: Database;
  readonly dialect: MemoryDialect;
  /** Comes from the caller's credential, never from what is asked for. */
  readonly scope: string;
  /** Who says what is kept, where a call does not tell. */
  readonly author?: string | undefined;
  readonly nowMs: () => number;
}
