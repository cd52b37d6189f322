import { append } from "../../foundation/append.ts";
import { ResteraError } from "../../foundation/errors.ts";
import { DATA, TREE, type BlobType } from "../blob-type.ts";
import { collectObjectsAfter } from "../crypto/collect-garbage.ts";
import type { BlobTable } from "../index/blob-table.ts";
import { treeReferences } from "../tree/tree-references.ts";
import type { VaultReader } from "../vault/vault-reader.ts";

/** Parsing a tree leaves this many times its text in dead objects. */
const GARBAGE_PER_TEXT = 8;

/** Finds out which blobs of snapshots the target lacks, and claims them there. */
export class CopyPlan {
  private readonly source: VaultReader;
  private readonly target: BlobTable;
  private readonly signal: AbortSignal;
  private readonly visited: Uint8Array;
  private readonly id = Buffer.alloc(32);
  private packs = new Map<number, number[]>();
  /** Sealed bytes that wait to be copied. */
  bytes = 0;
  blobs = 0;

  constructor(source: VaultReader, target: BlobTable, signal: AbortSignal) {
    this.source = source;
    this.target = target;
    this.signal = signal;
    this.visited = new Uint8Array(source.index.table.size);
  }

  /** Adds all that a tree needs. Throws `blob-missing` or `damaged`: the tree is not whole. */
  async addTree(rootId: string): Promise<void> {
    const waiting = [rootId];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (this.signal.aborted) throw new ResteraError("cancelled");
      if (!this.add(TREE, id)) continue;
      const text = await this.source.blob(TREE, id, { signal: this.signal });
      const { content, subtrees } = treeReferences(id, text);
      collectObjectsAfter(text.length * GARBAGE_PER_TEXT);
      for (const blob of content) this.add(DATA, blob);
      append(waiting, subtrees);
    }
  }

  /** What has gathered since the last call: entries of the source's index by pack. */
  take(): Map<number, number[]> {
    const { packs } = this;
    this.packs = new Map();
    this.bytes = 0;
    return packs;
  }

  /** True the first time for each blob. */
  private add(type: BlobType, id: string): boolean {
    const entry = this.source.entry(type, id);
    if (this.visited[entry] === 1) return false;
    this.visited[entry] = 1;
    const { table } = this.source.index;
    table.copyId(entry, this.id);
    if (this.target.claim(type, this.id) >= 0) {
      const { pack, length } = table.place(entry);
      const entries = this.packs.get(pack);
      if (entries === undefined) this.packs.set(pack, [entry]);
      else entries.push(entry);
      this.bytes += length;
      this.blobs++;
    }
    return true;
  }
}
