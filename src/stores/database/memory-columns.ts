import type { NewMemoryRow } from "./memory-dialect.ts";
import type { MemoryRow } from "./schema.ts";

type ColumnType = "text" | "bigint" | "double precision";

const types = {
  scope: "text",
  kind: "text",
  id: "text",
  hero_id: "text",
  content: "text",
  title: "text",
  text: "text",
  path: "text",
  tags: "text",
  language: "text",
  position_6d: "text",
  p1: "double precision",
  p2: "double precision",
  p3: "double precision",
  p4: "double precision",
  p5: "double precision",
  p6: "double precision",
  world_hash: "text",
  temporal: "text",
  author: "text",
  hash: "text",
  created_ms: "bigint",
  valid_from_ms: "bigint",
  valid_to_ms: "bigint",
  stored_ms: "bigint",
  replaces: "bigint",
  is_forgotten: "bigint",
} as const satisfies Record<keyof NewMemoryRow, ColumnType>;

/** The columns that are given when a version is kept, in order, with PostgreSQL's types. */
export const memoryColumns = Object.entries(types) as readonly (readonly [
  keyof NewMemoryRow,
  ColumnType,
])[];

/** All columns, for versions that come from another database with their numbers. */
export const allMemoryColumns = [
  ["version", "bigint"],
  ["ended_ms", "bigint"],
  ...memoryColumns,
] as const satisfies readonly (readonly [keyof MemoryRow, ColumnType])[];
