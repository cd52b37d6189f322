import type { BlobPlace } from "../index/blob-table.ts";
import { packedSize, packSize } from "../pack/pack-header.ts";

/** The blobs of a pack as the index has them, by their order in the pack. */
export interface PackBlobs {
  readonly entries: Int32Array;
  readonly offsets: Float64Array;
  readonly lengths: Float64Array;
  readonly rawLengths: Float64Array;
}

const FIRST_ROOM = 1024;
const FIELDS = 5; // pack, entry, offset, length, raw length

/**
 * What index files say about every pack. Kept as plain numbers: a vault may have millions of blobs.
 * A blob that several index files name counts once.
 */
export class PackContents {
  private rows = new Uint32Array(FIRST_ROOM * FIELDS);
  private count = 0;
  /** Rows in the order of packs and offsets, once asked for. */
  private order: Uint32Array | undefined;
  private starts: Uint32Array | undefined;

  add(entry: number, place: BlobPlace): void {
    const at = this.count * FIELDS;
    if (at === this.rows.length) {
      const larger = new Uint32Array(this.rows.length * 2);
      larger.set(this.rows);
      this.rows = larger;
    }
    this.rows[at] = place.pack;
    this.rows[at + 1] = entry;
    this.rows[at + 2] = place.offset;
    this.rows[at + 3] = place.length;
    this.rows[at + 4] = place.rawLength;
    this.count++;
  }

  /** The packs that hold any of the blobs that are marked, by their entries. */
  packsWith(marked: Uint8Array): Set<number> {
    const packs = new Set<number>();
    for (let row = 0; row < this.count * FIELDS; row += FIELDS) {
      if (marked[this.rows[row + 1]!] === 1) packs.add(this.rows[row]!);
    }
    return packs;
  }

  /** How large the pack must be. */
  expectedSize(pack: number): number {
    const { rows } = this;
    let size = packSize([]);
    for (const row of this.rowsOf(pack)) size += packedSize(rows[row + 3]!, rows[row + 4]!);
    return size;
  }

  blobs(pack: number): PackBlobs {
    const { rows } = this;
    const own = this.rowsOf(pack);
    const blobs = {
      entries: new Int32Array(own.length),
      offsets: new Float64Array(own.length),
      lengths: new Float64Array(own.length),
      rawLengths: new Float64Array(own.length),
    };
    own.forEach((row, i) => {
      blobs.entries[i] = rows[row + 1]!;
      blobs.offsets[i] = rows[row + 2]!;
      blobs.lengths[i] = rows[row + 3]!;
      blobs.rawLengths[i] = rows[row + 4]!;
    });
    return blobs;
  }

  /** A pack's rows in the order of their offsets, each offset once. */
  private rowsOf(pack: number): Uint32Array {
    const { rows } = this;
    const { order, starts } = this.sort();
    const own = order.subarray(starts[pack] ?? 0, starts[pack + 1] ?? starts[pack] ?? 0);
    return own.filter((row, i) => i === 0 || rows[row + 2] !== rows[own[i - 1]! + 2]);
  }

  private sort(): { order: Uint32Array; starts: Uint32Array } {
    if (this.order === undefined || this.starts === undefined) {
      const { rows } = this;
      const order = Uint32Array.from({ length: this.count }, (_, i) => i * FIELDS);
      order.sort((a, b) => rows[a]! - rows[b]! || rows[a + 2]! - rows[b + 2]!);
      const packs = this.count === 0 ? 0 : rows[order.at(-1)!]! + 1;
      const starts = new Uint32Array(packs + 1).fill(this.count);
      for (let i = this.count - 1; i >= 0; i--) starts[rows[order[i]!]!] = i;
      for (let pack = packs - 1; pack >= 0; pack--)
        starts[pack] = Math.min(starts[pack]!, starts[pack + 1]!);
      this.order = order;
      this.starts = starts;
    }
    return { order: this.order, starts: this.starts };
  }
}
