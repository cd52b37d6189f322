const commonWords: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set("the and of to is in that it was for with this are on be not have from".split(" ")),
  fr: new Set("le la les et des est une dans que pour qui sur pas du ce au avec sont".split(" ")),
};
const lookedAt = 300;

/** `en`, `fr`, or nothing where the beginning of a text has few of their commonest words. */
export function languageOf(text: string): string {
  const words = text
    .slice(0, lookedAt)
    .toLowerCase()
    .split(/[^\p{L}]+/u);
  const counts = Object.entries(commonWords).map(
    ([language, known]) => [language, words.filter((word) => known.has(word)).length] as const,
  );
  const [[best, most] = ["", 0], [, second] = ["", 0]] = counts.sort(([, a], [, b]) => b - a);
  return most > second ? best : "";
}
