import { ResteraError, problemOf } from "../../foundation/errors.ts";
import { DATA, TREE } from "../blob-type.ts";
import { displayNodeName } from "../tree/node-name.ts";
import type { TreeNode } from "../tree/tree-node.ts";
import type { VaultReader } from "../vault/vault-reader.ts";

/** What a walk over trees finds. */
export interface TreeFinding {
  readonly object: string;
  readonly problem: string;
}

/** Walks trees, each once, and sees that all they refer to is there, as much as they say. Remembers which blobs are in use. */
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
    const entry = this.find(TREE, id, `tree ${id}`);
    if (entry < 0 || this.used[entry] === 1) return [];
    this.used[entry] = 1;
    const subtrees: string[] = [];
    try {
      for (const node of await this.reader.treeOnce(id)) {
        if (node.content !== null) this.visitFile(node, node.content, `tree ${id}`);
        if (node.subtree !== null) subtrees.push(node.subtree);
        if (node.type === "irregular") this.bad(node, "its type is unknown", `tree ${id}`);
      }
    } catch (error) {
      if (!(error instanceof ResteraError)) throw error;
      const object = String(error.details.object ?? `tree ${id}`);
      this.onFinding({ object, problem: String(error.details.problem ?? problemOf(error)) });
    }
    return subtrees;
  }

  private visitFile(node: TreeNode, content: readonly string[], from: string): void {
    let bytes = 0;
    for (const blob of content) {
      const entry = this.find(DATA, blob, from);
      if (entry >= 0) this.used[entry] = 1;
      // What is missing was told, and leaves no size to compare.
      bytes = entry < 0 ? NaN : bytes + this.reader.index.table.textBytes(entry);
    }
    if (Number.isNaN(bytes) || bytes === node.size) return;
    this.bad(node, `its blobs have ${bytes} bytes, the node says ${node.size}`, from);
  }

  private bad({ name }: TreeNode, problem: string, from: string): void {
    this.onFinding({ object: from, problem: `node ${displayNodeName(name)}: ${problem}` });
  }

  /** Entry of a blob in the index; below 0 when it has none, which is told once. */
  private find(type: typeof DATA | typeof TREE, id: string, from: string): number {
    const entry = this.reader.find(type, id);
    if (entry < 0 && !this.missing.has(id)) {
      this.missing.add(id);
      const kind = type === TREE ? "tree" : "data blob";
      this.onFinding({ object: from, problem: `${kind} ${id} is in no pack of the index` });
    }
    return entry;
  }
}
