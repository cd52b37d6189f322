import { Random } from "../random.ts";
import type { LabelledSet, SetDocument, SetQuery } from "./labelled-set.ts";

const [sessions, factsOfSession, chatterOfSession] = [25, 3, 14];

const names = (
  "Anna Boris Clara David Elena Felix Greta Hugo Irene Jonas Karla Lars Maria Nils Olga Peter Quinn Rosa Sven Tara " +
  "Ugo Vera Wim Xenia Yann Zora Ada Bruno Celia Dario Edith Frank Gina Henri Ilse Jack Kim Liam Mona Noah"
).split(" ");
/** To do, done, doing. */
const verbs: readonly (readonly [string, string, string])[] = [
  ["paint", "painted", "painting"],
  ["visit", "visited", "visiting"],
  ["repair", "repaired", "repairing"],
  ["photograph", "photographed", "photographing"],
  ["plan", "planned", "planning"],
  ["carry", "carried", "carrying"],
  ["study", "studied", "studying"],
  ["bake", "baked", "baking"],
  ["organise", "organised", "organising"],
  ["collect", "collected", "collecting"],
  ["buy", "bought", "buying"],
  ["sell", "sold", "selling"],
  ["teach", "taught", "teaching"],
  ["write", "wrote", "writing"],
  ["build", "built", "building"],
  ["find", "found", "finding"],
  ["lose", "lost", "losing"],
  ["win", "won", "winning"],
  ["draw", "drew", "drawing"],
  ["choose", "chose", "choosing"],
];
const adjectives =
  "old wooden blue broken tiny famous hidden ancient copper silver heavy painted foreign northern quiet".split(
    " ",
  );
/** One, and several. */
const things: readonly (readonly [string, string])[] = (
  "lighthouse bridge violin bicycle garden cathedral telescope library kitchen sailboat workshop museum orchard castle " +
  "lantern accordion carpet greenhouse balcony suitcase manuscript compass windmill statue aquarium"
)
  .split(" ")
  .map((thing) => [thing, thing.replace(/y$/, "ie") + "s"]);
const places =
  "Lisbon Bergen Krakow Toulouse Granada Tallinn Zagreb Genoa Leipzig Cardiff Antwerp Salzburg Uppsala Nantes Bilbao".split(
    " ",
  );
const weekdays = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");
const chatter = [
  "Hey, how have you been? It was so good to see you the other day.",
  "I have been thinking about what you said, and I think that you are right about it.",
  "That sounds great! What are you going to do about the old one then?",
  "It is what it is. When did you find out about that?",
  "We should do that again, and this time with all of the others.",
  "What a week! I had so much to do at work that I did not go out at all.",
  "That is so nice to hear, you must be really happy about it.",
  "Do you remember the time when we went there with the others?",
  "I will tell you all about it when we see each other again.",
  "Thanks, that means a lot to me. Take care and see you soon!",
];

interface Fact {
  readonly who: string;
  readonly verb: (typeof verbs)[number];
  readonly adjective: string;
  readonly thing: (typeof things)[number];
  readonly place: string;
  readonly day: string;
}

/**
 * Conversations of many sessions that a seed decides: a few facts each, in chatter that says the same frequent words as the questions.
 * Facts share their verbs, things and places, so that only together they tell one session from another. A quarter of the sessions
 * take a fact up again, and then both are relevant.
 */
export function generatedSet(seed = "search", conversations = names.length / 2): LabelledSet {
  const random = new Random(seed);
  const one = <Item>(items: readonly Item[]): Item => items[random.below(items.length)]!;
  const documents: SetDocument[] = [];
  const queries: SetQuery[] = [];
  for (let number = 0; number < conversations; number++) {
    const group = `conversation-${number}`;
    const [first, second] = [names[number * 2]!, names[number * 2 + 1]!];
    const told: { fact: Fact; ids: string[] }[] = [];
    for (let session = 1; session <= sessions; session++) {
      const id = `${group}/${session}`;
      const lines = Array.from(
        { length: chatterOfSession + random.below(10) },
        () => `${one([first, second])}: ${one(chatter)}`,
      );
      const say = (line: string): unknown => lines.splice(random.below(lines.length + 1), 0, line);
      for (let i = 0; i < factsOfSession; i++) {
        const who = one([first, second]);
        const [verb, thing] = [one(verbs), one(things)];
        const [adjective, place, day] = [one(adjectives), one(places), one(weekdays)];
        const fact = { who, verb, thing, adjective, place, day };
        say(`${who}: ${one(tellings)(fact)}`);
        told.push({ fact, ids: [id] });
      }
      const older = random.below(4) === 0 ? one(told) : undefined;
      if (older !== undefined && !older.ids.includes(id)) {
        const { verb, thing, adjective } = older.fact;
        say(`${second}: By the way, you ${verb[1]} that ${adjective} ${thing[0]}, how is it now?`);
        older.ids.push(id);
      }
      documents.push({ id, group, text: lines.join("\n") });
    }
    for (const [at, { fact, ids }] of told.entries()) {
      const [kind, ask] = askings[at % askings.length]!;
      queries.push({ query: ask(fact, random), relevant: ids, group, kind });
    }
  }
  return { name: "generated conversations", documents, queries };
}

const tellings: readonly ((fact: Fact) => string)[] = [
  ({ verb, adjective, thing, place, day }) =>
    `Last ${day} I ${verb[1]} a ${adjective} ${thing[0]} in ${place}, and it was wonderful.`,
  ({ verb, adjective, thing, place }) =>
    `I am ${verb[2]} the ${adjective} ${thing[0]} near ${place} these days, it takes all of my time.`,
  ({ verb, adjective, thing, place, day }) =>
    `You know that ${adjective} ${thing[0]} in ${place}? On ${day} I finally ${verb[1]} it!`,
];

const askings: readonly (readonly [string, (fact: Fact, random: Random) => string])[] = [
  [
    "a question",
    ({ who, verb, adjective, thing }) =>
      `When did ${who} say that they ${verb[1]} the ${adjective} ${thing[0]}?`,
  ],
  [
    "other forms of the words",
    ({ who, verb, adjective, thing }) =>
      `Which ${adjective} ${thing[1]} would ${who} ${verb[0]}, and why?`,
  ],
  ["few words", ({ thing, place, verb }) => `${verb[2]} ${thing[0]} ${place}`],
  [
    "a typing error",
    ({ adjective, thing, place }, random) =>
      `the ${adjective} ${misspelt(thing[0], random)} of ${place}`,
  ],
  ["a phrase", ({ adjective, thing }) => `"${adjective} ${thing[0]}"`],
  [
    "much noise",
    ({ who, thing, place, verb }) =>
      `What was it that you and ${who} have been doing with the ${thing[0]} when you were in ${place}, was it to ${verb[0]} it?`,
  ],
];

/** A letter left out, doubled, or in the wrong place. */
function misspelt(word: string, random: Random): string {
  const at = 1 + random.below(word.length - 2);
  const [before, letter, next, rest] = [
    word.slice(0, at),
    word.charAt(at),
    word.charAt(at + 1),
    word.slice(at + 2),
  ];
  return [
    `${before}${next}${rest}`,
    `${before}${letter}${letter}${next}${rest}`,
    `${before}${next}${letter}${rest}`,
  ][random.below(3)]!;
}
