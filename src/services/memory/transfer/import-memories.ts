import { ResteraError } from "../../../foundation/errors.ts";
import { changeMemories } from "../change-memories.ts";
import { checkMemory } from "../check-memory.ts";
import { addHeroMemory } from "../heroes.ts";
import type { MemoryStore } from "../memory-store.ts";
import type { NewMemory } from "../memory.ts";
import { memoryVersions } from "../read-memories.ts";
import { type ParsedRow, parseRow, RowProblem } from "./parse-row.ts";
import { type SplitRow, splitRows } from "./split-rows.ts";

export interface ImportInput {
  /** The bytes of `{"entities": [], "tattoos": []}` or of NDJSON, as they come. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What it is called in messages. */
  readonly name: string;
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

const rowsAtOnce = 500;
/** After so many new ones, the database's index is worth putting in order. */
const manyRows = 5000;

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
    for await (const row of splitRows(textOf(input.bytes))) {
      input.signal?.throwIfAborted();
      await run.take(row);
    }
  } catch (error) {
    if (error instanceof ResteraError || input.signal?.aborted) throw error;
    await run.flush();
    const problem = error instanceof Error ? error.message : String(error);
    const details = { file: input.name, problem, cause: error };
    throw new ResteraError("memory-import-unreadable", details);
  }
  await run.flush();
  const result = run.result();
  if (result.added >= manyRows) await store.dialect.tidy(store.database);
  return result;
}

class Import {
  readonly #store: MemoryStore;
  readonly #input: ImportInput;
  readonly #heroes: ReadonlySet<string> | undefined;
  readonly #seen = new Map<string, number>();
  readonly #refused: RefusedRow[] = [];
  readonly #repeated: RepeatedRow[] = [];
  #rows = 0;
  #counts = { added: 0, changed: 0, unchanged: 0, skipped: 0 };
  #waiting: Waiting[] = [];

  constructor(store: MemoryStore, input: ImportInput) {
    this.#store = store;
    this.#input = input;
    this.#heroes = input.heroes === undefined ? undefined : new Set(input.heroes);
  }

  async take(split: SplitRow): Promise<void> {
    const row = ++this.#rows;
    let parsed: ParsedRow;
    try {
      parsed = parseRow(split);
      if ("memory" in parsed) checkMemory(parsed.memory);
    } catch (error) {
      this.#refused.push(refusalOf(error, row));
      return;
    }
    const heroId = "hero" in parsed ? parsed.hero.heroId : parsed.memory.heroId;
    if (this.#heroes !== undefined && !this.#heroes.has(heroId ?? "")) {
      this.#counts.skipped += 1;
    } else if ("hero" in parsed) {
      await this.#takeHero(parsed.hero, row);
    } else {
      this.#waiting.push({ row, memory: parsed.memory });
      if (this.#waiting.length >= rowsAtOnce) await this.flush();
    }
  }

  async flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#input.onProgress?.(this.#rows);
    if (waiting.length === 0) return;
    const changes = waiting.map(({ memory }) => ({ put: memory }));
    const outcomes = this.#input.dryRun === true ? [] : await changeMemories(this.#store, changes);
    for (const [index, { row, memory }] of waiting.entries()) {
      const outcome = outcomes[index];
      const key = `${memory.kind}\n${memory.id}`;
      const before = this.#seen.get(key);
      const isOther = outcome === undefined || outcome === "changed";
      if (before !== undefined && isOther) {
        this.#repeated.push({ row, kind: memory.kind, id: memory.id, before });
      }
      this.#seen.set(key, row);
      if (outcome === "new") this.#counts.added += 1;
      else if (outcome === "changed") this.#counts.changed += 1;
      else if (outcome === "unchanged") this.#counts.unchanged += 1;
    }
  }

  result(): ImportResult {
    return {
      ...{ rows: this.#rows, ...this.#counts },
      ...{ refused: this.#refused, repeated: this.#repeated },
    };
  }

  async #takeHero(hero: Parameters<typeof addHeroMemory>[1], row: number): Promise<void> {
    if (this.#input.dryRun === true) return;
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
