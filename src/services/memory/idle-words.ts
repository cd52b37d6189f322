/** Words that a question is made of, English and French: they say little about what is looked for. */
const words = new Set(
  (
    "a about after all also am an and any are as at be because been before being both but by can could did do does doing " +
    "done during each else ever for from had has have having he her here hers him his how i if in into is it its just me " +
    "might more most much must my no nor not of off on once or other our out over own please say says shall she should so " +
    "some such tell than that the their them then there these they this those through to too up us very was we were what " +
    "when where which while who whom whose why will with would you your " +
    "au aux avec ce ces cet cette comme dans de des du elle elles en est et etait ete eu il ils je la le les leur lui mais " +
    "me mes mon ne nos notre nous ont ou par pas pour qu quand que quel quelle quels qui quoi sa se ses si son sont sur ta " +
    "te tes toi ton tu un une vos votre vous y"
  ).split(" "),
);

/** True for a word, in small letters and without accents, that nearly every text has. */
export function isIdle(word: string): boolean {
  return words.has(word);
}
