import { foldLetters } from "../../foundation/rough-stem.ts";

/**
 * The candidates that are the word with a typing error or contain it: nearest first. One error in words of up to five letters,
 * two in longer ones; a neighbouring pair in the wrong order is one (optimal string alignment).
 */
export function similarWords(word: string, candidates: readonly string[], most: number): string[] {
  // Another number is another thing.
  if (/\p{N}/u.test(word)) return [];
  const folded = foldLetters(word);
  const errors = folded.length <= 5 ? 1 : 2;
  return candidates
    .map((candidate) => ({
      candidate,
      distance: distanceOf(folded, foldLetters(candidate), errors),
    }))
    .filter(({ distance }) => distance <= errors)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** Chinese and Japanese have no spaces, so that a word is a part of a longer run; elsewhere short parts say nothing. */
function canBePart(word: string): boolean {
  return (
    word.length >= 4 ||
    /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}]/u.test(word)
  );
}

function distanceOf(word: string, candidate: string, errors: number): number {
  if (candidate !== word && canBePart(word) && candidate.includes(word)) return 0.5;
  if (word.length < 3 || Math.abs(word.length - candidate.length) > errors) return errors + 1;
  let [beforeLast, last]: [number[], number[]] = [
    [],
    Array.from({ length: candidate.length + 1 }, (_, j) => j),
  ];
  for (let i = 1; i <= word.length; i++) {
    const row = [i];
    for (let j = 1; j <= candidate.length; j++) {
      const cost = word[i - 1] === candidate[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      const isSwapped = word[i - 1] === candidate[j - 2] && word[i - 2] === candidate[j - 1];
      if (i > 1 && j > 1 && isSwapped) least = Math.min(least, beforeLast[j - 2]! + 1);
      row.push(least);
    }
    [beforeLast, last] = [last, row];
  }
  return last[candidate.length]!;
}
