import { ResteraError } from "../../foundation/errors.ts";
import { DATA, TREE, type BlobType } from "../blob-type.ts";
import type { BlobPlace, BlobTable } from "../index/blob-table.ts";
import type { VaultReader } from "../vault/vault-reader.ts";

/** A blob to copy: its entry in the source's index and the place to read it from. */
export interface WantedBlob {
  readonly entry: number;
  readonly place: BlobPlace;
}

/** Finds out which blobs of snapshots the target lacks, and claims them there. */
export class CopyPlan {
  private readonly source: VaultReader;
  private readonly target: BlobTable;
  private readonly signal: AbortSignal;
  private readonly visited: Uint8Array;
  private readonly id = Buffer.alloc(32);
  private packs = new Map<number, WantedBlob[]>();
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
      for (const { content, subtree } of await this.source.tree(id)) {
        for (const blob of content ?? []) this.add(DATA, blob);
        if (subtree !== null) waiting.push(subtree);
      }
    }
  }

  /** What has gathered since the last call: blobs by pack, in the order of the pack. */
  take(): Map<number, WantedBlob[]> {
    const { packs } = this;
    this.packs = new Map();
    this.bytes = 0;
    for (const blobs of packs.values()) blobs.sort((a, b) => a.place.offset - b.place.offset);
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
      const place = table.place(entry);
      const blobs = this.packs.get(place.pack);
      if (blobs === undefined) this.packs.set(place.pack, [{ entry, place }]);
      else blobs.push({ entry, place });
      this.bytes += place.length;
      this.blobs++;
    }
    return true;
  }
}
