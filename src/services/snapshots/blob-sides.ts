import { type BlobType, TREE } from "../../engine/blob-type.ts";
import type { VaultReader } from "../../engine/vault/vault-reader.ts";

/** Sealing adds this to a blob's text. */
const SEAL_BYTES = 32;
const bits = { before: 1, after: 2, common: 4 } as const;
const VISITED = 8;

type Side = keyof typeof bits;

/** Which blobs belong to which side of a comparison: a byte for each blob of the index. */
export class BlobSides {
  private readonly reader: VaultReader;
  private readonly sides: Uint8Array;

  constructor(reader: VaultReader) {
    this.reader = reader;
    this.sides = new Uint8Array(reader.index.table.size);
  }

  /** A blob that no index names is passed over: nothing is known of its size. */
  add(side: Side, type: BlobType, id: string): void {
    if (this.reader.has(type, id)) this.sides[this.reader.entry(type, id)]! |= bits[side];
  }

  /** True the first time for each tree. */
  visit(tree: string): boolean {
    if (!this.reader.has(TREE, tree)) return true;
    const entry = this.reader.entry(TREE, tree);
    if ((this.sides[entry]! & VISITED) !== 0) return false;
    this.sides[entry]! |= VISITED;
    return true;
  }

  /** Blobs that are on one side alone. */
  only(side: "before" | "after"): { dataBlobs: number; treeBlobs: number; bytes: number } {
    const { table } = this.reader.index;
    const counts = { dataBlobs: 0, treeBlobs: 0, bytes: 0 };
    for (let entry = 0; entry < this.sides.length; entry++) {
      if ((this.sides[entry]! & ~VISITED) !== bits[side]) continue;
      const { type, length, rawLength } = table.place(entry);
      if (type === TREE) counts.treeBlobs++;
      else counts.dataBlobs++;
      counts.bytes += rawLength > 0 ? rawLength : length - SEAL_BYTES;
    }
    return counts;
  }
}
