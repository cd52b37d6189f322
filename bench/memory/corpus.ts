import { Random } from "../random.ts";

/** A document as an import takes it, a line of NDJSON. */
export interface MadeNote {
  readonly kind: "note";
  readonly id: string;
  readonly content: string;
  readonly hero_id: string;
  readonly tags: readonly string[];
  readonly created_at: string;
}

export interface MadeQuery {
  readonly query: string;
  readonly hero?: string;
  readonly tags?: readonly string[];
  readonly sinceMs?: number;
}

export const queryKinds = [
  "one word",
  "two or three words",
  "a question",
  "a phrase",
  "only frequent words",
  "with filters",
  "misspelt",
] as const;
export type QueryKind = (typeof queryKinds)[number];

const frequent = (
  "the of and to in is that for it as was with be by on not he his but at are this have from or had an they which one you " +
  "were her all she there would their we him been has when who will more no if out so said what up its about into than them"
).split(" ");
const [words, topics, topicWords, heroes] = [30_000, 400, 50, 40];
const [shortest, longest] = [25, 95];
const firstMs = Date.UTC(2025, 0, 1);
const queriesOfKind = 60;

/**
 * Texts that a seed decides, with what makes a search hard: words as frequent as Zipf says (the first are English function
 * words), and topics that share words. Queries are made of words of documents that are there.
 */
export class Corpus {
  readonly queries = new Map<QueryKind, MadeQuery[]>(queryKinds.map((kind) => [kind, []]));
  readonly #random = new Random("memory");
  readonly #vocabulary: string[] = [...frequent];
  readonly #topics: string[][];

  constructor() {
    const seen = new Set(frequent);
    while (this.#vocabulary.length < words) {
      const word = this.#newWord();
      if (seen.has(word)) continue;
      seen.add(word);
      this.#vocabulary.push(word);
    }
    this.#topics = Array.from({ length: topics }, () =>
      Array.from({ length: topicWords }, () => this.#rareWord()),
    );
  }

  /** So many documents, and queries for some of them on the way. */
  *notes(count: number): Generator<MadeNote> {
    const every = Math.max(1, Math.floor(count / (queriesOfKind * queryKinds.length)));
    for (let i = 0; i < count; i++) {
      const topic = this.#topics[this.#random.below(topics)]!;
      const length = shortest + this.#random.below(longest - shortest);
      const text = Array.from({ length }, () =>
        this.#random.below(5) === 0 ? topic[this.#random.below(topicWords)]! : this.#word(),
      );
      const [hero, tag] = [`hero-${this.#random.below(heroes)}`, `tag-${this.#random.below(10)}`];
      const createdMs = firstMs + i * 1000;
      if (i % every === 0) this.#ask(text, Math.floor(i / every), { hero, tag, createdMs });
      const created_at = new Date(createdMs).toISOString();
      const content = `${text.join(" ")}.`;
      yield { kind: "note", id: `note-${i}`, content, hero_id: hero, tags: [tag], created_at };
    }
  }

  /** Six numbers around one of some centers. */
  position(): number[] {
    const center = this.#random.below(50);
    return Array.from({ length: 6 }, (_, at) => ((center * (at + 3)) % 17) + this.#random.normal());
  }

  #ask(
    text: readonly string[],
    turn: number,
    { hero, tag, createdMs }: { hero: string; tag: string; createdMs: number },
  ): void {
    const kind = queryKinds[turn % queryKinds.length]!;
    const rare = text.filter((word) => !frequent.includes(word));
    const some = (count: number): string =>
      Array.from({ length: count }, () => rare[this.#random.below(rare.length)] ?? "").join(" ");
    // From a word that is not frequent on: PostgreSQL does not keep those that are.
    const first = text.findIndex((word, at) => at > 2 && !frequent.includes(word));
    const at = Math.min(Math.max(0, first), text.length - 4);
    const queries: Record<QueryKind, () => MadeQuery> = {
      "one word": () => ({ query: some(1) }),
      "two or three words": () => ({ query: some(2 + this.#random.below(2)) }),
      "a question": () => ({ query: `when was ${text.slice(at, at + 4).join(" ")}?` }),
      "a phrase": () => ({ query: `"${text.slice(at, at + 3).join(" ")}"` }),
      "only frequent words": () => ({
        query: Array.from({ length: 4 }, () => frequent[this.#random.below(20)]!).join(" "),
      }),
      "with filters": () => ({
        query: some(3),
        hero,
        ...(this.#random.below(2) === 0 ? { tags: [tag] } : { sinceMs: createdMs - 1000 }),
      }),
      misspelt: () => ({
        query: swapped(rare.find((word) => word.length >= 7) ?? rare[0] ?? "", this.#random),
      }),
    };
    this.queries.get(kind)!.push(queries[kind]());
  }

  /** Zipf's law: the word of rank r is said 1/r as often as the first. */
  #word(): string {
    return this.#vocabulary[Math.floor(words ** (this.#random.next() / 2 ** 32)) - 1]!;
  }

  #rareWord(): string {
    return this.#vocabulary[frequent.length + this.#random.below(words - frequent.length)]!;
  }

  #newWord(): string {
    const [a, b] = [this.#random.word(), this.#random.word()];
    return a.length > 6 ? a : `${a}${b}`.slice(0, 12);
  }
}

/** Two neighbouring letters in the wrong order. */
function swapped(word: string, random: Random): string {
  const at = 1 + random.below(Math.max(1, word.length - 3));
  return word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
}
