/** Lower case without accents, so that `Créer` and `creer` are one word. */
export function plainWord(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replaceAll("œ", "oe")
    .replaceAll("’", "'")
    .toLowerCase();
}

/** A word without its plural, in English and French alike: `entries` and `entry` meet, `données` and `donnée` too. */
export function stemOf(word: string): string {
  if (word.length <= 3 || /\d/.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (word.endsWith("eaux")) return word.slice(0, -1);
  if (/(?:ss|sh|ch|x)es$/.test(word)) return word.slice(0, -2);
  if (/[^su]s$/.test(word)) return word.slice(0, -1);
  return word;
}

/** A set of plain stems from a list in a text. */
export function wordSet(...lists: readonly string[]): ReadonlySet<string> {
  const words = lists.join(" ").split(/\s+/).filter(Boolean);
  return new Set(words.flatMap((word) => [plainWord(word), stemOf(plainWord(word))]));
}
