import type { Kysely, Transaction } from "kysely";
import type { Database } from "./database.ts";
import type { MemoryFilter } from "./memory-filter.ts";
import type { MemoryRow, Schema } from "./schema.ts";

/** A version to be kept; its number comes from the database. */
export type NewMemoryRow = Omit<MemoryRow, "version" | "ended_ms">;

/** A version that fits a search; a higher score fits better. Scores of two databases are not comparable. */
export interface Match {
  readonly version: number;
  readonly score: number;
}

export interface Matches {
  readonly found: readonly Match[];
  /** In about how many rows each of the terms is, whatever was filtered. */
  readonly counts: readonly number[];
  /** How many versions there are, about. */
  readonly total: number;
}

/** Words to find, as they were typed but in small letters; a phrase has its words in order. */
export type SearchTerm = readonly string[];

export interface NearInput {
  /** Six finite numbers. */
  readonly center: readonly number[];
  readonly limit: number;
  /** Only what is at most so far. */
  readonly radius?: number;
}

export interface NearMatch {
  readonly version: number;
  readonly distance: number;
}

/** What SQLite and PostgreSQL each do in their own way; everything else about memories is the same SQL. */
export interface MemoryDialect {
  /** What searches and positions rest on here, for whoever asks. */
  features(rows: Kysely<Schema>): Promise<MemoryFeatures>;
  /** Begins a transaction that writes memories: one comes after the other. */
  begin(rows: Transaction<Schema>): Promise<void>;
  /** Keeps versions, some hundreds at once. */
  insert(rows: Transaction<Schema>, batch: readonly NewMemoryRow[]): Promise<void>;
  /** Keeps versions as they are in another database, with their numbers. */
  copy(rows: Transaction<Schema>, batch: readonly MemoryRow[]): Promise<void>;
  /** Takes all memories away, of all scopes, with what is indexed of them. */
  clear(rows: Transaction<Schema>): Promise<void>;
  /** Puts the index in order after much was kept, so that searches are quicker. */
  tidy(database: Database): Promise<void>;
  /**
   * The best matches of any of the terms, best first; words that are nearly everywhere may be left out of the order, where rarer ones
   * find rows.
   */
  match(
    rows: Kysely<Schema>,
    terms: readonly SearchTerm[],
    filter: MemoryFilter,
    limit: number,
  ): Promise<Matches>;
  addWords(rows: Transaction<Schema>, words: readonly string[]): Promise<void>;
  /** Known words that share something with this one; which of them are like it is for the caller to say. */
  wordsLike(rows: Kysely<Schema>, word: string, limit: number): Promise<string[]>;
  /** The nearest first, by Euclidean distance in six dimensions. */
  near(rows: Kysely<Schema>, input: NearInput, filter: MemoryFilter): Promise<NearMatch[]>;
}

export interface MemoryFeatures {
  readonly text: "fts5" | "tsvector";
  /** How typing errors are found: by trigrams, or by reading all words. */
  readonly words: "fts5-trigram" | "pg_trgm" | "scan";
  readonly positions: "scan" | "cube";
}
