import type { Kysely, Transaction } from "kysely";
import type { Database } from "../database.ts";
import type { MemoryFilter } from "../memory-filter.ts";
import type { Schema } from "../schema.ts";

/** A vector of length 1, and the hash of the text it stands for. */
export interface TextVector {
  readonly hash: string;
  readonly vector: Float32Array<ArrayBuffer>;
}

/** One with the number that the database gave it. */
export interface NumberedVector extends TextVector {
  readonly number: number;
}

/** A version that fits a vector: 1 is the same direction, 0 has nothing to do with it. */
export interface VectorMatch {
  readonly version: number;
  readonly similarity: number;
}

export interface VectorQuery {
  /** The model's number. */
  readonly model: number;
  /** Of length 1. */
  readonly vector: Float32Array<ArrayBuffer>;
  /** So many versions at most. */
  readonly limit: number;
}

/** What SQLite and PostgreSQL do with vectors, each in their own way. */
export interface VectorDialect {
  /** What searching for vectors rests on here. */
  way(rows: Kysely<Schema>): Promise<VectorWay>;
  /** Makes an index for a model's vectors, where the database has one and it is not there yet. */
  prepare(database: Database, model: number, dimension: number): Promise<void>;
  /** Takes note of how many there are, after many came. */
  tidy(database: Database): Promise<void>;
  /** Removes a model's vectors, and their index. */
  drop(rows: Transaction<Schema>, model: number): Promise<void>;
  /** Keeps vectors; those of texts that have one already stay as they are. */
  keep(rows: Transaction<Schema>, model: number, vectors: readonly TextVector[]): Promise<void>;
  /** Some hundred of a model's vectors after a number, in order. */
  read(rows: Kysely<Schema>, model: number, after: number): Promise<NumberedVector[]>;
  /** The versions that fit best, best first; none that fits the filter is left out. */
  near(database: Database, query: VectorQuery, filter: MemoryFilter): Promise<VectorMatch[]>;
}

/** `scan`: every vector is compared, by threads of this program. */
export type VectorWay = "pgvector" | "scan";
