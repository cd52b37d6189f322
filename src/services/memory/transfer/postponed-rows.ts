import type { NewMemory } from "../memory.ts";

/** A row that says what its memory said in an earlier version. */
export interface PostponedRow {
  readonly row: number;
  /** Where the same id was before in the document, if it was. */
  readonly before: number | undefined;
  readonly version: number;
  readonly author: string | undefined;
}

/**
 * The rows of an import that are earlier versions of their memories, the last one of each. Where no later row says the present version
 * again, the document means the earlier one. What they say is in the database, so that only their numbers are held.
 */
export class PostponedRows {
  #rows = new Map<string, PostponedRow>();

  get size(): number {
    return this.#rows.size;
  }

  put(memory: NewMemory, row: PostponedRow): void {
    this.#rows.set(keyOf(memory), row);
  }

  /** A later row of the same memory says what it is now. */
  drop(memory: NewMemory): void {
    if (this.#rows.size > 0) this.#rows.delete(keyOf(memory));
  }

  /** All of them in the order of the document; afterwards there are none. */
  takeAll(): PostponedRow[] {
    const all = [...this.#rows.values()].sort((a, b) => a.row - b.row);
    this.#rows = new Map();
    return all;
  }
}

function keyOf({ kind, id }: NewMemory): string {
  return `${kind}\n${id}`;
}
