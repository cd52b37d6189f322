import { ResteraError, problemOf } from "../../foundation/errors.ts";
import { DATA, TREE } from "../blob-type.ts";
import type { VaultReader } from "../vault/vault-reader.ts";

/** What a walk over trees finds. */
export interface TreeFinding {
  readonly object: string;
  readonly problem: string;
}

/** Walks trees, each once, and sees that all they refer to is there. Remembers which blobs are in use. */
export class TreeWalk {
  readonly used: Uint8Array;
  private readonly reader: VaultReader;
  private readonly onFinding: (finding: TreeFinding) => void;
  private readonly signal: AbortSignal;
  private readonly missing = new Set<string>();

  constructor(reader: VaultReader, signal: AbortSignal, onFinding: (finding: TreeFinding) => void) {
    this.reader = reader;
    this.signal = signal;
    this.onFinding = onFinding;
    this.used = new Uint8Array(reader.index.table.size);
  }

  async walk(rootId: string): Promise<void> {
    const waiting = [rootId];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (this.signal.aborted) throw new ResteraError("cancelled");
      const subtrees = await this.visit(id);
      for (let i = subtrees.length - 1; i >= 0; i--) waiting.push(subtrees[i]!);
    }
  }

  /** Blobs of the index that no tree refers to. */
  get unused(): number {
    return this.used.reduce((count, used) => count + (used === 0 ? 1 : 0), 0);
  }

  private async visit(id: string): Promise<string[]> {
    if (!this.mark(TREE, id, `tree ${id}`)) return [];
    const subtrees: string[] = [];
    try {
      for (const node of await this.reader.treeOnce(id)) {
        for (const blob of node.content ?? []) this.mark(DATA, blob, `tree ${id}`);
        if (node.subtree !== null) subtrees.push(node.subtree);
      }
    } catch (error) {
      if (!(error instanceof ResteraError)) throw error;
      const object = String(error.details.object ?? `tree ${id}`);
      this.onFinding({ object, problem: String(error.details.problem ?? problemOf(error)) });
    }
    return subtrees;
  }

  /** Marks a blob as used; true when it is there and was not marked before. */
  private mark(type: typeof DATA | typeof TREE, id: string, from: string): boolean {
    const entry = this.reader.find(type, id);
    if (entry < 0) {
      if (!this.missing.has(id)) {
        this.missing.add(id);
        const kind = type === TREE ? "tree" : "data blob";
        this.onFinding({ object: from, problem: `${kind} ${id} is in no pack of the index` });
      }
      return false;
    }
    if (this.used[entry] === 1) return false;
    this.used[entry] = 1;
    return true;
  }
}
