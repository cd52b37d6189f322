import { ResteraError } from "../../foundation/errors.ts";
import type { SearchTerm } from "../../stores/database/memory-dialect.ts";
import type { MemoryFilter } from "../../stores/database/memory-filter.ts";
import { searchVectors } from "./embedding/search-vectors.ts";
import { diversify, fuseMatches } from "./fuse-matches.ts";
import type { MemoryStore } from "./memory-store.ts";
import type { Memory } from "./memory.ts";
import { filterOf, memoriesByVersion, type MemoryQuery } from "./read-memories.ts";
import { literalOf, searchTerms } from "./search-terms.ts";
import { searchSigns, searchTexts, type TextMatches } from "./search-texts.ts";
import { snippetOf, type Snippet } from "./snippet.ts";

/** By words, by what texts mean (which needs an embedder), or by both. */
export type SearchMode = "text" | "vector" | "hybrid";

export interface SearchInput extends MemoryQuery {
  /** Words, and phrases in quotes; nothing in it can be wrong. */
  readonly query: string;
  /** 10 when absent. */
  readonly limit?: number | undefined;
  /** `hybrid` where there is an embedder, `text` otherwise. */
  readonly mode?: SearchMode | undefined;
  /** How long the embedder is waited for; then words alone have to do. As long as it says itself when absent, or two seconds. */
  readonly embedderTimeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Why only words were looked for: the embedder does not answer, or has not seen all of memory yet. */
  readonly onWarning?: ((warning: ResteraError) => void) | undefined;
}

export interface SearchHit {
  readonly memory: Memory;
  /** Higher fits better; not comparable between databases, nor between modes. */
  readonly score: number;
  readonly snippet: Snippet;
  /** Found only by words that are like those looked for. */
  readonly isSimilar: boolean;
  /** How near its meaning is, 1 at most; where vectors found it. */
  readonly similarity?: number;
}

const defaultLimit = 10;
const mostHits = 1000;
/** So many of each list are fused: what is far down in both can still be good. */
const leastFused = 60;

/**
 * The memories that fit a text best. With an embedder words and vectors each make a list, and reciprocal rank fusion one of both; an
 * embedder that fails leaves the words. Throws `embedder-missing` when vectors are asked for without one.
 */
export async function searchMemories(store: MemoryStore, input: SearchInput): Promise<SearchHit[]> {
  const { query, limit = defaultLimit, mode, ...rest } = input;
  if (typeof (query as unknown) !== "string") {
    throw new ResteraError("usage", { problem: "a search needs its query, a text" });
  }
  const [filter, most] = [filterOf(store, queryIn(rest)), Math.min(limit, mostHits)];
  const wanted = mode ?? (store.embedder === undefined ? "text" : "hybrid");
  if (wanted !== "text" && store.embedder === undefined) throw new ResteraError("embedder-missing");
  if (query.trim() === "" || most < 1) return [];
  const terms = searchTerms(query);
  const literal = terms.length === 0 ? literalOf(query) : undefined;
  const found = await find(store, wanted, { ...input, terms, literal, filter, most });
  const memories = await memoriesByVersion(store, found.versions);
  const shown = found.isFused ? diversify(memories, sourceOf, most) : memories.slice(0, most);
  const marked = [...terms, ...found.similarTerms];
  return shown.map((memory) => {
    const similarity = found.similarities.get(memory.version);
    return {
      ...{ memory, score: found.scores.get(memory.version) ?? 0 },
      snippet: snippetOf(memory.text, marked, literal),
      isSimilar: found.similar.has(memory.version),
      ...(similarity !== undefined && { similarity }),
    };
  });
}

/** What of the input says which memories. */
function queryIn(input: Omit<SearchInput, "query" | "limit" | "mode">): MemoryQuery {
  const { embedderTimeoutMs: _, signal: __, onWarning: ___, ...query } = input;
  return query;
}

interface Found {
  /** Best first. */
  readonly versions: readonly number[];
  readonly scores: ReadonlyMap<number, number>;
  readonly similarities: ReadonlyMap<number, number>;
  /** Found only by similar words. */
  readonly similar: ReadonlySet<number>;
  readonly similarTerms: readonly SearchTerm[];
  /** By vectors too: then there is always more than anybody asked for. */
  readonly isFused: boolean;
}

interface FindInput extends Pick<
  SearchInput,
  "query" | "embedderTimeoutMs" | "signal" | "onWarning"
> {
  readonly terms: readonly SearchTerm[];
  /** Instead of terms. */
  readonly literal: string | undefined;
  readonly filter: MemoryFilter;
  readonly most: number;
}

async function find(store: MemoryStore, mode: SearchMode, input: FindInput): Promise<Found> {
  const { query, terms, literal, filter, most, signal, onWarning } = input;
  const limit = Math.max(leastFused, 2 * most);
  const timeoutMs = input.embedderTimeoutMs;
  const byWords = (count: number): Promise<TextMatches> =>
    literal === undefined
      ? searchTexts(store, terms, filter, count)
      : searchSigns(store, literal, filter, count);
  if (mode === "text") return byText(await byWords(most));
  const [near, texts] = await Promise.all([
    searchVectors(store, { query, filter, limit, timeoutMs, signal, onWarning }),
    mode === "vector" ? undefined : byWords(limit),
  ]);
  if (near === undefined) return byText(texts ?? (await byWords(most)));
  const ranked = fuseMatches(texts === undefined ? [near] : [texts.found, near]).slice(0, limit);
  const similarities = new Map(near.map(({ version, similarity }) => [version, similarity]));
  const similar = texts?.found.filter((each) => each.isSimilar && !similarities.has(each.version));
  return {
    versions: ranked.map(({ version }) => version),
    scores: new Map(ranked.map(({ version, score }) => [version, score])),
    similarities,
    similar: new Set(similar?.map(({ version }) => version)),
    similarTerms: texts?.similarTerms ?? [],
    isFused: true,
  };
}

function byText({ found, similarTerms }: TextMatches): Found {
  return {
    versions: found.map(({ version }) => version),
    scores: new Map(found.map(({ version, score }) => [version, score])),
    similarities: new Map(),
    similar: new Set(found.filter(({ isSimilar }) => isSimilar).map(({ version }) => version)),
    similarTerms,
    isFused: false,
  };
}

/** The file that it is a section of. */
function sourceOf({ kind, path }: Memory): string | undefined {
  return kind === "document" ? path : undefined;
}
