import type { Match, SearchTerm } from "../../stores/database/memory-dialect.ts";
import type { MemoryStore } from "./memory-store.ts";
import type { Memory } from "./memory.ts";
import { filterOf, memoriesByVersion, type MemoryQuery } from "./read-memories.ts";
import { searchTerms } from "./search-terms.ts";
import { similarWords } from "./similar-words.ts";
import { snippetOf, type Snippet } from "./snippet.ts";
import { syncWords } from "./sync-words.ts";

export interface SearchInput extends MemoryQuery {
  /** Words, and phrases in quotes; nothing in it can be wrong. */
  readonly query: string;
  /** 10 when absent. */
  readonly limit?: number | undefined;
}

export interface SearchHit {
  readonly memory: Memory;
  /** Higher fits better; not comparable between databases. */
  readonly score: number;
  readonly snippet: Snippet;
  /** Found only by words that are like those looked for. */
  readonly isSimilar: boolean;
}

const defaultLimit = 10;
const mostHits = 1000;
/** With fewer rows than this, words that are like those looked for are tried too. */
const few = 3;
const mostSimilar = 5;
const mostCandidates = 60;

/**
 * The memories that fit a text best: BM25 over stems on SQLite, `ts_rank` on PostgreSQL; where few rows fit, also those with words
 * that differ by a typing error or contain what was looked for.
 */
export async function searchMemories(store: MemoryStore, input: SearchInput): Promise<SearchHit[]> {
  const { query, limit = defaultLimit, ...rest } = input;
  const terms = searchTerms(query);
  if (terms.length === 0) return [];
  const { database, dialect } = store;
  const [filter, most] = [filterOf(store, rest), Math.min(limit, mostHits)];
  const exact = await dialect.match(database.rows, terms, filter, most);
  const hits = await present(store, exact, terms, false);
  if (exact.length >= Math.min(few, most)) return hits;
  const similar = await similarTerms(store, terms);
  if (similar.length === 0) return hits;
  const known = new Set(exact.map(({ version }) => version));
  const more = await dialect.match(database.rows, similar, filter, most + known.size);
  const fresh = more.filter(({ version }) => !known.has(version)).slice(0, most - exact.length);
  return [...hits, ...(await present(store, fresh, [...terms, ...similar], true))];
}

async function similarTerms(
  store: MemoryStore,
  terms: readonly SearchTerm[],
): Promise<SearchTerm[]> {
  const { database, dialect } = store;
  await syncWords(store);
  const found = new Set<string>();
  // A phrase is meant as it is.
  const typed = new Set(terms.filter((words) => words.length === 1).flat());
  for (const word of typed) {
    const candidates = await dialect.wordsLike(database.rows, word, mostCandidates);
    for (const each of similarWords(word, candidates, mostSimilar)) {
      if (!typed.has(each)) found.add(each);
    }
  }
  return [...found].map((word) => [word]);
}

async function present(
  store: MemoryStore,
  matches: readonly Match[],
  terms: readonly SearchTerm[],
  isSimilar: boolean,
): Promise<SearchHit[]> {
  const memories = await memoriesByVersion(
    store,
    matches.map(({ version }) => version),
  );
  const scores = new Map(matches.map(({ version, score }) => [version, score]));
  return memories.map((memory) => ({
    memory,
    score: scores.get(memory.version) ?? 0,
    snippet: snippetOf(memory.text, terms),
    isSimilar,
  }));
}
