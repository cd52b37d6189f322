import { hash } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import type { NewMemoryRow } from "../../stores/database/memory-dialect.ts";
import { checkContent, checkMemory } from "./check-memory.ts";
import { canonicalJson, searchableText, textOfJson } from "./json.ts";
import { languageOf } from "./language-of.ts";
import type { MemoryStore } from "./memory-store.ts";
import type { MemoryKind, NewMemory } from "./memory.ts";

export type MemoryChange =
  | { readonly put: NewMemory }
  | { readonly forget: { readonly kind: MemoryKind; readonly id: string } };

/** A row that only lacks what depends on the version before it. */
export type PreparedChange = Omit<NewMemoryRow, "created_ms" | "stored_ms" | "replaces"> & {
  readonly created_ms: number | undefined;
};

const longestRunMs = 2;

/**
 * The first half of `changeMemories`: checks and does all that needs no database. Of thousands, now and then the rest of the process
 * gets its turn. Throws `memory-invalid`.
 */
export async function prepareChanges(
  store: MemoryStore,
  changes: readonly MemoryChange[],
): Promise<PreparedChange[]> {
  const prepared: PreparedChange[] = [];
  let turnMs = performance.now();
  for (const change of changes) {
    prepared.push(prepare(store, change));
    if (performance.now() - turnMs < longestRunMs) continue;
    await turn();
    turnMs = performance.now();
  }
  return prepared;
}

const nothing = {
  ...{ hero_id: null, content: null, path: null, tags: null, position_6d: null, temporal: null },
  ...{ p1: null, p2: null, p3: null, p4: null, p5: null, p6: null, world_hash: null },
  ...{ valid_from_ms: null, valid_to_ms: null, created_ms: undefined },
};

function prepare(store: MemoryStore, change: MemoryChange): PreparedChange {
  const { scope, author } = store;
  if ("forget" in change) {
    const own = { scope, author: author ?? null, title: "", text: "", language: "", hash: "" };
    return { ...nothing, ...change.forget, ...own, is_forgotten: 1 };
  }
  const { put } = change;
  checkMemory(put);
  const content = put.content === undefined ? null : JSON.stringify(put.content);
  if (content !== null) checkContent(put.kind, put.id, content);
  const text = put.text === undefined ? textOfJson(put.content) : searchableText(put.text);
  const [p1 = null, p2 = null, p3 = null, p4 = null, p5 = null, p6 = null] = put.position ?? [];
  const tags = [...new Set((put.tags ?? []).map((tag) => tag.toLowerCase()))].sort();
  const row = {
    ...{ scope, kind: put.kind, id: put.id, hero_id: put.heroId ?? null, content, text },
    title: searchableText(put.title ?? ""),
    path: put.path ?? null,
    tags: tags.length === 0 ? null : JSON.stringify(tags),
    language: languageOf(text),
    position_6d: put.position === undefined ? null : JSON.stringify(put.position),
    ...{ p1, p2, p3, p4, p5, p6 },
    world_hash: put.worldHash ?? null,
    temporal: put.temporal === undefined ? null : JSON.stringify(put.temporal),
    author: put.author ?? author ?? null,
    valid_from_ms: put.validFromMs ?? null,
    valid_to_ms: put.validToMs ?? null,
    is_forgotten: 0,
  };
  return { ...row, hash: hashOf(put, row), created_ms: put.createdMs };
}

/** Of what is said, not of who said it and when. */
function hashOf(
  { content, temporal }: NewMemory,
  row: Omit<NewMemoryRow, "hash" | "created_ms" | "stored_ms" | "replaces">,
): string {
  const { hero_id, title, path, tags, position_6d, world_hash } = row;
  const said = [
    ...[hero_id, title, content === undefined ? row.text : null, path, tags, position_6d],
    ...[world_hash, row.valid_from_ms, row.valid_to_ms],
    ...[typeof content === "object" ? canonicalJson(content) : row.content],
    ...[temporal === undefined ? null : canonicalJson(temporal)],
  ];
  return hash("sha256", JSON.stringify(said));
}
