import { functionWords } from "./function-words.ts";
import { plainWord, stemOf } from "./plain-word.ts";
import { actionWords, artefactWords } from "./task-words.ts";
import { ambiguousTechnologies, technologyWords } from "./technologies.ts";
import { everydayWords, fillerWords, vagueWords } from "./vague-words.ts";

/** What a word is to a request. `filler` has content, yet narrows nothing down; `everyday` does beside something definite. */
export type Drawer =
  | "function"
  | "actions"
  | "artefacts"
  | "technologies"
  | "topics"
  | "everyday"
  | "vague"
  | "filler"
  | "numbers";

/** What comes before the name of a technology that is also a common word. */
const technologyCues = new Set(
  "in with using via on through by and or en avec via sur par et ou utilisant utilise".split(" "),
);
const articles = new Set("a an the un une le la l les des of de d du".split(" "));

/** Words as people write them, with what names of technologies hold: `c++`, `node.js`, `sha-256`. French elisions come off. */
const wordPattern =
  /(?<![\p{L}\p{N}])\.?[\p{L}\p{N}_]+(?:[.\-+#](?=[\p{L}\p{N}+#])[\p{L}\p{N}_]*)*[+#]*/gu;

/** The plain words of a plain text, English contractions opened. */
export function wordsOf(plain: string): string[] {
  const opened = plain
    .replace(/n't\b/g, " not")
    .replace(/'(?:s|re|ve|ll|d|m)\b/g, " ")
    .replace(/\b(?:kind|sort|type) of\b/g, " somehow ")
    // "peux-tu", "fais-moi": the verb stands alone.
    .replace(/-(?:tu|vous|moi|nous|le|la|les|lui|leur|ce|il|elle|on)\b/g, " ");
  return opened.match(wordPattern) ?? [];
}

/** Puts each word into the first drawer that it fits. */
export function sortWords(words: readonly string[], text: string): Drawer[] {
  const names = properNames(text);
  return words.map((word, position) => drawerOf(word, words[position - 1] ?? "", names));
}

function drawerOf(word: string, before: string, names: ReadonlySet<string>): Drawer {
  const has = (set: ReadonlySet<string>) => set.has(word) || set.has(stemOf(word));
  if (technologyWords.has(word) && isTechnologyHere(word, before, names)) return "technologies";
  if (functionWords.en.has(word) || functionWords.fr.has(word)) return "function";
  if (has(vagueWords)) return "vague";
  // "a test", "the import": after an article, a verb is a thing.
  if (has(artefactWords) && (articles.has(before) || !has(actionWords))) return "artefacts";
  if (has(actionWords)) return "actions";
  if (/^\d/.test(word)) return "numbers";
  if (has(fillerWords) || word.length === 1) return "filler";
  return has(everydayWords) ? "everyday" : "topics";
}

function isTechnologyHere(word: string, before: string, names: ReadonlySet<string>): boolean {
  if (!ambiguousTechnologies.has(word)) return true;
  return technologyCues.has(before) || names.has(word);
}

/** Plain forms of the words that are capitalized inside a sentence: names, most likely. */
function properNames(text: string): ReadonlySet<string> {
  const inside = text.matchAll(/(?<=[\p{L}\p{N},)]\s+)\p{Lu}[\p{L}\p{N}.+#]*/gu);
  return new Set([...inside].map(([name]) => plainWord(name).replace(/\.$/, "")));
}
