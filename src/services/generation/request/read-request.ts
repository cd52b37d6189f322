import { concernRules, kindRules } from "./concerns.ts";
import { findConstraints, findLiterals, findOpenReferences } from "./find-constraints.ts";
import { languageOf } from "./language-of.ts";
import { plainWord, stemOf } from "./plain-word.ts";
import type { RequestFacts } from "./request-facts.ts";
import { sortWords, wordsOf, type Drawer } from "./sort-words.ts";

/** Longer requests are read up to here; nobody reads on either. */
const maximumCharacters = 20_000;

/** Reads a request in English or French: what is to be done, to what, with what, under which conditions. */
export function readRequest(request: string): RequestFacts {
  const text = request.slice(0, maximumCharacters).normalize("NFC");
  const plain = plainWord(text);
  const words = wordsOf(plain);
  const drawers = sortWords(words, text);
  const inDrawer = (wanted: Drawer, form: (word: string) => string = stemOf) => [
    ...new Set(words.filter((_, position) => drawers[position] === wanted).map(form)),
  ];
  const technologies = inDrawer("technologies", (word) => word);
  const topics = inDrawer("topics");
  return {
    request,
    language: languageOf(words, text),
    words,
    actions: inDrawer("actions"),
    artefacts: inDrawer("artefacts"),
    technologies,
    topics,
    everyday: inDrawer("everyday"),
    vague: inDrawer("vague", (word) => word),
    constraints: findConstraints(plain, words, drawers),
    literals: findLiterals(text),
    openReferences: findOpenReferences(plain, topics.length + technologies.length),
    concerns: concernRules.flatMap(([name, , shown]) => (shown.test(plain) ? [name] : [])),
    kind: kindRules.find(([, , shown]) => shown.test(plain))?.[0] ?? "other",
  };
}
