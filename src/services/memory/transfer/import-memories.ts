import { setImmediate as turn } from "node:timers/promises";
import { ResteraError } from "../../../foundation/errors.ts";
import { keepImported } from "../change-memories.ts";
import { prepareChanges, type PreparedChange } from "../prepare-changes.ts";
import { checkMemory } from "../check-memory.ts";
import { canonicalJson } from "../json.ts";
import { addHeroMemory } from "../heroes.ts";
import type { MemoryStore } from "../memory-store.ts";
import type { Memory, NewMemory } from "../memory.ts";
import { memoriesByVersion, memoryVersions } from "../read-memories.ts";
import { type FoundRow, foundRows, type ImportFormat } from "./formats/foreign-rows.ts";
import { type ParsedRow, RowProblem } from "./parse-row.ts";
import { NotedWords } from "../noted-words.ts";
import { newWords } from "../sync-words.ts";
import { PostponedRows } from "./postponed-rows.ts";
import { RowsById } from "./rows-by-id.ts";

export interface ImportInput {
  /** The bytes of `{"entities": [], "tattoos": []}` or of NDJSON, as they come. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What it is called in messages. */
  readonly name: string;
  /** Whose file it is; told by its shape when absent. */
  readonly from?: ImportFormat | undefined;
  /** Only what is of these heroes. */
  readonly heroes?: readonly string[] | undefined;
  /** Only reads and tells what is wrong. */
  readonly dryRun?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((rows: number) => void) | undefined;
}

/** A row that was not taken; rows are counted from 1. */
export interface RefusedRow {
  readonly row: number;
  readonly kind?: string;
  readonly id?: string;
  readonly problem: string;
}

/** An id that came again with another content: both are versions, the last one is the present one. */
export interface RepeatedRow {
  readonly row: number;
  readonly kind: string;
  readonly id: string;
  /** Where it was before. */
  readonly before: number;
}

export interface ImportResult {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Of other heroes. */
  readonly skipped: number;
  readonly refused: readonly RefusedRow[];
  readonly repeated: readonly RepeatedRow[];
}

interface Waiting {
  readonly row: number;
  readonly memory: NewMemory;
}

/** A transaction has so many rows, or fewer with so many letters; another such batch is read meanwhile. */
const [rowsAtOnce, lettersAtOnce] = [5000, 4 * 2 ** 20];
/** Their words are looked for before something else gets its turn. */
const textsAtOnce = 200;
/** After so many new ones, the database's index is worth putting in order. */
const manyRows = 5000;
/** Rows that say what was before wait for a later one; beyond so many (some 20 MB) they are taken as they are. */
const mostPostponed = 100_000;
const postponedAtOnce = 500;

/**
 * Takes memories in, some hundreds in a transaction: again it changes nothing, and stopped anywhere it can be run again. Every row
 * that cannot be taken is told of, and the others are. Throws `memory-import-unreadable` where the document itself breaks off;
 * what came before is kept.
 */
export async function importMemories(
  store: MemoryStore,
  input: ImportInput,
): Promise<ImportResult> {
  const run = new Import(store, input);
  try {
    for await (const row of foundRows(textOf(input.bytes), input.from)) {
      input.signal?.throwIfAborted();
      await run.take(row);
    }
  } catch (error) {
    await run.settle();
    if (error instanceof ResteraError || input.signal?.aborted) throw error;
    await run.finish();
    const problem = error instanceof Error ? error.message : String(error);
    const details = { file: input.name, problem, cause: error };
    throw new ResteraError("memory-import-unreadable", details);
  }
  await run.finish();
  const result = run.result();
  if (result.added >= manyRows) await store.dialect.tidy(store.database);
  return result;
}

class Import {
  readonly #store: MemoryStore;
  readonly #input: ImportInput;
  readonly #heroes: ReadonlySet<string> | undefined;
  readonly #isDry: boolean;
  readonly #seen = new RowsById();
  readonly #noted = new NotedWords();
  readonly #postponed = new PostponedRows();
  readonly #refused: RefusedRow[] = [];
  readonly #repeated: RepeatedRow[] = [];
  #rows = 0;
  #counts = { added: 0, changed: 0, unchanged: 0, skipped: 0 };
  #waiting: Waiting[] = [];
  #letters = 0;
  /** The transaction under way. */
  #keeping: Promise<void> = Promise.resolve();

  constructor(store: MemoryStore, input: ImportInput) {
    this.#store = store;
    this.#input = input;
    this.#isDry = input.dryRun === true;
    this.#heroes = input.heroes === undefined ? undefined : new Set(input.heroes);
  }

  async take(found: FoundRow): Promise<void> {
    const row = ++this.#rows;
    let parsed: readonly ParsedRow[];
    try {
      parsed = found.parse();
    } catch (error) {
      this.#refused.push(refusalOf(error, row));
      return;
    }
    this.#letters += found.letters;
    for (const each of parsed) await this.#takeOne(each, row);
    const isEnough = this.#waiting.length >= rowsAtOnce || this.#letters >= lettersAtOnce;
    if (isEnough) await this.#flush();
  }

  async #takeOne(parsed: ParsedRow, row: number): Promise<void> {
    const heroId = "hero" in parsed ? parsed.hero.heroId : parsed.memory.heroId;
    try {
      if ("memory" in parsed) checkMemory(parsed.memory);
    } catch (error) {
      this.#refused.push(refusalOf(error, row));
      return;
    }
    if (this.#heroes !== undefined && !this.#heroes.has(heroId ?? "")) this.#counts.skipped += 1;
    else if ("hero" in parsed) await this.#takeHero(parsed.hero, row);
    else this.#waiting.push({ row, memory: parsed.memory });
  }

  /** Waits for everything that was taken. Throws what went wrong. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#keeping;
    await this.#keepPostponed();
    this.#input.onProgress?.(this.#rows);
  }

  /** Waits until nothing is under way, whatever becomes of it. */
  async settle(): Promise<void> {
    await this.#keeping.catch(() => undefined);
  }

  /** Begins the next transaction when the last one is over; what can be done before that is done meanwhile. */
  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    [this.#waiting, this.#letters] = [[], 0];
    const changes = this.#isDry ? [] : waiting.map(({ memory }) => ({ put: memory }));
    const prepared = await prepareChanges(this.#store, changes);
    const words = await this.#wordsOf(prepared);
    await this.#keeping;
    if (this.#postponed.size > mostPostponed) await this.#keepPostponed();
    this.#input.onProgress?.(this.#rows);
    if (waiting.length === 0) return;
    this.#keeping = this.#keep(waiting, prepared, words);
    // It is told where it is waited for.
    this.#keeping.catch(() => undefined);
  }

  /** So that searches with typing errors need not read everything again. */
  async #wordsOf(prepared: readonly PreparedChange[]): Promise<string[]> {
    const words: string[] = [];
    for (let at = 0; at < prepared.length; at += textsAtOnce) {
      words.push(...newWords(prepared.slice(at, at + textsAtOnce), this.#noted));
      await turn();
    }
    return words;
  }

  async #keep(
    waiting: readonly Waiting[],
    prepared: readonly PreparedChange[],
    words: readonly string[],
  ): Promise<void> {
    const input = { words, postpone: true };
    const outcomes = this.#isDry ? [] : await keepImported(this.#store, prepared, input);
    for (const [index, { row, memory }] of waiting.entries()) {
      const outcome = outcomes[index];
      const said = this.#isDry ? canonicalJson({ ...memory }) : "";
      const before = this.#seen.put(`${memory.kind}\n${memory.id}`, row, said);
      if (before !== undefined && (this.#isDry ? before.isOther : outcome === "changed")) {
        this.#repeated.push({ row, kind: memory.kind, id: memory.id, before: before.row });
      }
      if (typeof outcome === "object") {
        const { author } = memory;
        const version = outcome.postponed;
        this.#postponed.put(memory, { row, before: before?.row, version, author });
      } else this.#postponed.drop(memory);
      if (outcome === "new") this.#counts.added += 1;
      else if (outcome === "changed") this.#counts.changed += 1;
      else if (outcome !== undefined) this.#counts.unchanged += 1;
    }
  }

  /** No later row said what is there now: the document means what was before. */
  async #keepPostponed(): Promise<void> {
    const all = this.#postponed.takeAll();
    for (let at = 0; at < all.length; at += postponedAtOnce) {
      this.#input.signal?.throwIfAborted();
      const rows = new Map(all.slice(at, at + postponedAtOnce).map((each) => [each.version, each]));
      const memories = await memoriesByVersion(this.#store, [...rows.keys()]);
      const changes = memories.map((memory) => ({
        put: { ...(memory as Memory & NewMemory), author: rows.get(memory.version)?.author },
      }));
      const prepared = await prepareChanges(this.#store, changes);
      const input = { words: await this.#wordsOf(prepared), postpone: false };
      const outcomes = await keepImported(this.#store, prepared, input);
      for (const [place, { kind, id, version }] of memories.entries()) {
        const { row = 0, before } = rows.get(version) ?? {};
        if (outcomes[place] === "unchanged") continue;
        this.#counts.unchanged -= 1;
        this.#counts.changed += 1;
        if (before !== undefined) this.#repeated.push({ row, kind, id, before });
      }
    }
  }

  result(): ImportResult {
    return {
      ...{ rows: this.#rows, ...this.#counts },
      refused: this.#refused,
      repeated: this.#repeated.sort((a, b) => a.row - b.row),
    };
  }

  async #takeHero(hero: Parameters<typeof addHeroMemory>[1], row: number): Promise<void> {
    if (this.#isDry) return;
    const id = hero.id === undefined ? undefined : String(hero.id);
    const [last] = id === undefined ? [] : await memoryVersions(this.#store, "hero", id, 1);
    try {
      const { version } = await addHeroMemory(this.#store, hero);
      const outcome = last?.version === version ? "unchanged" : last ? "changed" : "added";
      this.#counts[outcome] += 1;
    } catch (error) {
      if (!(error instanceof ResteraError && error.code === "memory-invalid")) throw error;
      this.#refused.push(refusalOf(error, row));
    }
  }
}

function refusalOf(error: unknown, row: number): RefusedRow {
  if (error instanceof ResteraError && error.code === "memory-invalid") {
    const { kind, id, problem } = error.details;
    return { row, kind: String(kind), id: String(id), problem: String(problem) };
  }
  if (!(error instanceof RowProblem)) throw error;
  const { kind, id, message: problem } = error;
  return { row, ...(kind !== undefined && { kind }), ...(id !== undefined && { id }), problem };
}

/** Bytes as text; what is no UTF-8 ends it. */
async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (part?: Uint8Array): string => {
    try {
      return decoder.decode(part, { stream: part !== undefined });
    } catch (error) {
      throw new Error("it is no UTF-8 text", { cause: error });
    }
  };
  for await (const part of bytes) yield decode(part);
  yield decode();
}
