import { append } from "../../foundation/append.ts";
import { ResteraError } from "../../foundation/errors.ts";
import { type BlobType, DATA, TREE } from "../blob-type.ts";
import { collectObjectsAfter } from "../crypto/collect-garbage.ts";
import { treeReferences } from "../tree/tree-references.ts";
import type { VaultReader } from "../vault/vault-reader.ts";

/** Parsing a tree leaves this many times its text in dead objects. */
const GARBAGE_PER_TEXT = 8;

/** Finds which blobs of an index trees need. */
export class UsedBlobs {
  /** 1 for each entry of the index that is needed. */
  readonly used: Uint8Array;
  private readonly reader: VaultReader;
  private readonly signal: AbortSignal;
  private readonly onMissing: (type: BlobType, id: string) => void;

  /** `onMissing` is told about each blob that is in no pack, perhaps several times; without it they are thrown. */
  constructor(
    reader: VaultReader,
    signal: AbortSignal,
    onMissing: (type: BlobType, id: string) => void = throwMissing,
  ) {
    this.reader = reader;
    this.signal = signal;
    this.onMissing = onMissing;
    this.used = new Uint8Array(reader.index.table.size);
  }

  /** Adds all that a tree needs. Throws `blob-missing` or `damaged`, `cancelled`. */
  async addTree(rootId: string): Promise<void> {
    const waiting = [rootId];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (this.signal.aborted) throw new ResteraError("cancelled");
      if (!this.add(TREE, id)) continue;
      const text = await this.reader.blob(TREE, id, { signal: this.signal });
      const { content, subtrees } = treeReferences(id, text);
      collectObjectsAfter(text.length * GARBAGE_PER_TEXT);
      for (const blob of content) this.add(DATA, blob);
      append(waiting, subtrees);
    }
  }

  /** True the first time for a blob that is there. */
  private add(type: BlobType, id: string): boolean {
    if (!this.reader.has(type, id)) {
      this.onMissing(type, id);
      return false;
    }
    const entry = this.reader.entry(type, id);
    if (this.used[entry] === 1) return false;
    this.used[entry] = 1;
    return true;
  }
}

function throwMissing(_: BlobType, blob: string): never {
  throw new ResteraError("blob-missing", { blob });
}
