/** English words whose forms no stemmer brings together: the plain form first. */
const families = `
be am is are was were been|become became|begin began begun|break broke broken|bring brought|build built|buy bought|catch caught
choose chose chosen|come came|do did done does|draw drew drawn|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen
feel felt|fight fought|find found|fly flew flown|forget forgot forgotten|get got gotten|give gave given|go went gone goes
grow grew grown|have had has|hear heard|hide hid hidden|hold held|keep kept|know knew known|lay laid|lead led|leave left|lend lent
lose lost|make made|mean meant|meet met|pay paid|ride rode ridden|ring rang rung|rise rose risen|run ran|say said|see saw seen
seek sought|sell sold|send sent|shoot shot|show shown|sing sang sung|sink sank sunk|sit sat|sleep slept|speak spoke spoken
spend spent|stand stood|steal stole stolen|stick stuck|strike struck|swear swore sworn|swim swam swum|take took taken
teach taught|tear tore torn|tell told|think thought|throw threw thrown|understand understood|wake woke woken|wear wore worn
win won|write wrote written|child children|foot feet|man men|mouse mice|person people|tooth teeth|wife wives|woman women
life lives|knife knives|leaf leaves|shelf shelves|bad worse worst|good better best|freeze froze frozen|shake shook shaken
bite bit bitten|blow blew blown|hang hung|light lit|sew sewn|spin spun|sweep swept|weave wove woven|bend bent|bind bound`
  .trim()
  .split(/[|\n]/)
  .map((family) => family.trim().split(" "));

const known = new Map(families.flatMap((family) => family.map((form) => [form, family] as const)));

/** The plain form of a word in small letters; the word itself where its forms are regular. */
export function plainForm(word: string): string {
  return known.get(word)?.[0] ?? word;
}

/** All irregular forms of a word, itself among them; none where they are regular. */
export function irregularForms(word: string): readonly string[] {
  return known.get(word) ?? known.get(word.replace(/(?:ing|s)$/, "")) ?? [];
}
