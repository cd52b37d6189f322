import type { MemoryRow } from "../../stores/database/schema.ts";
import type { Json } from "./json.ts";

/**
 * `hero` is a row of the table `heroes_memories`, which other programs write too; `document` is a section of an indexed file;
 * `note` is whatever somebody wanted to be remembered.
 */
export type MemoryKind = "entity" | "tattoo" | "hero" | "note" | "document";

export const memoryKinds: readonly MemoryKind[] = [
  ...(["entity", "tattoo", "hero", "note", "document"] as const),
];

/** Six finite numbers. */
export type Position6D = readonly number[];

/** One version of a memory. Instants are milliseconds since 1970. */
export interface Memory {
  /** Grows with every version that is kept. */
  readonly version: number;
  readonly kind: MemoryKind;
  readonly id: string;
  readonly heroId?: string;
  /** Absent for documents, which have only text. */
  readonly content?: Json;
  readonly title: string;
  /** What is searched: of JSON its keys and values. */
  readonly text: string;
  readonly path?: string;
  readonly tags: readonly string[];
  readonly position?: Position6D;
  readonly worldHash?: string;
  /** A tattoo's temporal coordinates. */
  readonly temporal?: Json;
  /** Who said it. */
  readonly author?: string;
  readonly createdMs: number;
  /** When it was true; without an end as far as is known. */
  readonly validFromMs?: number;
  readonly validToMs?: number;
  readonly storedMs: number;
  /** When another version took its place. */
  readonly endedMs?: number;
  /** The version before. */
  readonly replaces?: number;
  readonly isForgotten: boolean;
}

/** A memory to keep; what is absent is unknown. */
export interface NewMemory {
  readonly kind: Exclude<MemoryKind, "hero">;
  readonly id: string;
  readonly heroId?: string | undefined;
  readonly content?: Json | undefined;
  readonly title?: string | undefined;
  /** Made from `content` when absent. */
  readonly text?: string | undefined;
  readonly path?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly position?: Position6D | undefined;
  readonly worldHash?: string | undefined;
  readonly temporal?: Json | undefined;
  readonly author?: string | undefined;
  readonly createdMs?: number | undefined;
  readonly validFromMs?: number | undefined;
  readonly validToMs?: number | undefined;
}

/** A row as the services know it. */
export function memoryOf(row: MemoryRow): Memory {
  const json = (text: string): Json => JSON.parse(text) as Json;
  return {
    version: row.version,
    kind: row.kind as MemoryKind,
    id: row.id,
    title: row.title,
    text: row.text,
    tags: row.tags === null ? [] : (json(row.tags) as string[]),
    createdMs: row.created_ms,
    storedMs: row.stored_ms,
    isForgotten: row.is_forgotten === 1,
    ...(row.hero_id !== null && { heroId: row.hero_id }),
    ...(row.content !== null && { content: json(row.content) }),
    ...(row.path !== null && { path: row.path }),
    ...(row.position_6d !== null && { position: json(row.position_6d) as number[] }),
    ...(row.world_hash !== null && { worldHash: row.world_hash }),
    ...(row.temporal !== null && { temporal: json(row.temporal) }),
    ...(row.author !== null && { author: row.author }),
    ...(row.valid_from_ms !== null && { validFromMs: row.valid_from_ms }),
    ...(row.valid_to_ms !== null && { validToMs: row.valid_to_ms }),
    ...(row.ended_ms !== null && { endedMs: row.ended_ms }),
    ...(row.replaces !== null && { replaces: row.replaces }),
  };
}
