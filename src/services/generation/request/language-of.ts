import type { Language } from "../../../foundation/messages/message.ts";
import { functionWords } from "./function-words.ts";
import { actionWords } from "./task-words.ts";

/** French where it has more of French's small words, or only French accents; English otherwise. */
export function languageOf(words: readonly string[], text: string): Language {
  const count = (set: ReadonlySet<string>) => words.filter((word) => set.has(word)).length;
  const french = count(functionWords.fr) + (/[éèêàùçôîœ]/i.test(text) ? 1.5 : 0);
  const english = count(functionWords.en);
  if (french !== english) return french > english ? "fr" : "en";
  // "Corrige appli": no small word at all, so the verb decides.
  const verb = words.find((word) => actionWords.has(word)) ?? words[0] ?? "";
  return /(?:er|ez|ise|ige|oute|ére)$/.test(verb) && !englishVerbs.has(verb) ? "fr" : "en";
}

const englishVerbs = new Set([
  "render",
  "filter",
  "monitor",
  "register",
  "transfer",
  "optimise",
  "raise",
  "make",
]);
