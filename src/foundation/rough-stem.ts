/** The words of a text, in small letters. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/** Without marks on letters, in small letters. */
export function foldLetters(word: string): string {
  return word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Roughly what stemmers of databases take for the same word, English or French; it orders and marks, and finds nothing. */
export function roughStem(word: string): string {
  if (word.length < 4) return word;
  const stem = word.replace(/(?:ations?|ments?|ings?|ingly|edly|ed|ies|es|er|ly|s|y|e)$/, "");
  return (stem.length < 3 ? word : stem).replace(/([^aeioul])\1$/, "$1").replace(/i$/, "");
}
