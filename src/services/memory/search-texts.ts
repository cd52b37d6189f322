import { irregularForms } from "../../foundation/irregular-words.ts";
import { foldLetters } from "../../foundation/rough-stem.ts";
import { matchLiteral } from "../../stores/database/literal-match.ts";
import type { Match, SearchTerm } from "../../stores/database/memory-dialect.ts";
import type { MemoryFilter } from "../../stores/database/memory-filter.ts";
import type { MemoryStore } from "./memory-store.ts";
import { isIdle } from "./idle-words.ts";
import { type RankedTerm, type RankedText, rankTexts } from "./rank-texts.ts";
import { similarWords } from "./similar-words.ts";
import { syncWords } from "./sync-words.ts";

/** What words found, the best first. */
export interface TextMatches {
  readonly found: readonly TextMatch[];
  /** Words that are like those looked for, where these are not known or find too little. */
  readonly similarTerms: readonly SearchTerm[];
}

interface TextMatch extends Match {
  /** Found only by similar words. */
  readonly isSimilar: boolean;
}

/** With fewer rows than this, words that are like those looked for are tried too. */
const few = 3;
const mostSimilar = 5;
const mostCandidates = 200;
/** So many of what the database finds are put in order here, by their texts. */
const mostRanked = 60;

/**
 * The versions that fit the words best. The database finds them, in the forms of irregular words too; `rankTexts` puts the best in
 * order. A word that is in no memory is taken for those that differ from it by a typing error or contain it; where few rows fit, so
 * is a word that hardly any memory has, and what only similar words find comes last.
 */
export async function searchTexts(
  store: MemoryStore,
  terms: readonly SearchTerm[],
  filter: MemoryFilter,
  most: number,
): Promise<TextMatches> {
  if (terms.length === 0) return { found: [], similarTerms: [] };
  const asked = { filter, most };
  const { found, ranked } = await matchAndRank(store, terms.map(withForms), asked);
  const isEnough = found.length >= Math.min(few, most);
  // A phrase is meant as it is, and a word of many memories too; words like *the* PostgreSQL does not even keep.
  const doubtful = terms.flatMap((words, at) =>
    words.length === 1 && !isIdle(words[0]!) && ranked[at]!.count < (isEnough ? 1 : few)
      ? words
      : [],
  );
  const similar = doubtful.length === 0 ? undefined : await findSimilar(store, terms, doubtful);
  const similarTerms = [...(similar?.values() ?? [])].flat();
  if (similar === undefined || similarTerms.length === 0) {
    return { found: marked(found, () => false), similarTerms };
  }
  const known = new Set(found.map(({ version }) => version));
  const isNew = ({ version }: Match): boolean => !known.has(version);
  if (isEnough) {
    const all = terms.map((words) => [...withForms(words), ...(similar.get(words[0]!) ?? [])]);
    return { found: marked((await matchAndRank(store, all, asked)).found, isNew), similarTerms };
  }
  const more = await matchAndRank(store, [...similar.values()], {
    filter,
    most: most + known.size,
  });
  const fresh = more.found.filter(isNew).slice(0, most - found.length);
  // Scores of two searches do not compare.
  const least = found.at(-1)?.score ?? Infinity;
  const below = fresh.map((match) => ({ ...match, score: Math.min(match.score, least) }));
  return { found: [...marked(found, () => false), ...marked(below, () => true)], similarTerms };
}

/** The newest versions with signs that are no word. */
export async function searchSigns(
  { database }: MemoryStore,
  literal: string,
  filter: MemoryFilter,
  most: number,
): Promise<TextMatches> {
  const found = await matchLiteral(database.rows, literal, filter, most);
  return { found: marked(found, () => false), similarTerms: [] };
}

function marked(found: readonly Match[], isSimilar: (match: Match) => boolean): TextMatch[] {
  return found.map((match) => ({ ...match, isSimilar: isSimilar(match) }));
}

function withForms(words: SearchTerm): SearchTerm[] {
  const forms = words.length === 1 ? irregularForms(foldLetters(words[0]!)) : [];
  return [words, ...forms.filter((form) => form !== words[0]).map((form) => [form])];
}

interface Ranked {
  readonly found: readonly Match[];
  readonly ranked: readonly RankedTerm[];
}

/** Each term with all that may stand for it. */
async function matchAndRank(
  { database, dialect }: MemoryStore,
  terms: readonly (readonly SearchTerm[])[],
  { filter, most }: { readonly filter: MemoryFilter; readonly most: number },
): Promise<Ranked> {
  const limit = Math.max(most, mostRanked);
  const { found, counts, total } = await dialect.match(database.rows, terms.flat(), filter, limit);
  const remaining = [...counts];
  const ranked = terms.map((forms) => ({
    forms,
    count: Math.max(...remaining.splice(0, forms.length)),
  }));
  const isAll = found.length < limit;
  const first = await textsOf(database, found.slice(0, mostRanked));
  const best = rankTexts(first, ranked, { total, isAll });
  const least = best.at(-1)?.score ?? 0;
  const rest = found.slice(mostRanked).map((match, at) => ({ ...match, score: least / (at + 2) }));
  return { found: [...best, ...rest].slice(0, most), ranked };
}

async function textsOf(
  { rows }: MemoryStore["database"],
  found: readonly Match[],
): Promise<RankedText[]> {
  if (found.length === 0) return [];
  const texts = await rows
    .selectFrom("memories")
    .select(["version", "title", "text"])
    .where(
      "version",
      "in",
      found.map(({ version }) => version),
    )
    .execute();
  const byVersion = new Map(texts.map((text) => [text.version, text]));
  return found.flatMap(({ version, score }) => {
    const text = byVersion.get(version);
    return text === undefined ? [] : [{ ...text, score }];
  });
}

/** For each doubtful word those that are like it. */
async function findSimilar(
  store: MemoryStore,
  terms: readonly SearchTerm[],
  doubtful: readonly string[],
): Promise<Map<string, SearchTerm[]>> {
  const { database, dialect } = store;
  await syncWords(store);
  const typed = new Set(terms.flat());
  const found = new Map<string, SearchTerm[]>();
  for (const word of doubtful) {
    const candidates = await dialect.wordsLike(database.rows, word, mostCandidates);
    const similar = similarWords(word, candidates, mostSimilar).filter((each) => !typed.has(each));
    if (similar.length > 0)
      found.set(
        word,
        similar.map((each) => [each]),
      );
  }
  return found;
}
