import { ResteraError } from "../../foundation/errors.ts";
import { type BlobType, DATA, TREE } from "../blob-type.ts";
import { SEAL_BYTES } from "../crypto/sealer.ts";

/** Pack number of a blob that this run has claimed and no index names yet. */
export const CLAIMED = -1;

/** Where a blob lies. `rawLength` is 0 when it is stored uncompressed. */
export interface BlobPlace {
  readonly type: BlobType;
  readonly pack: number;
  readonly offset: number;
  readonly length: number;
  readonly rawLength: number;
}

const ENTRY_WORDS = 12; // 8 of the id, then pack, offset, length, raw length
const BUCKET_SLOTS = 16; // one cache line
const TAG_SHIFT = 26;
const MAX_ENTRIES_MASK = (1 << TAG_SHIFT) - 1;
const MAX_ENTRIES = MAX_ENTRIES_MASK - 1;
const SEGMENTS = 20;
const HEADER_WORDS = 16;
const COUNT = 0;
/** Trees and data share the table; a tree's key differs so that equal bytes of both kinds stay two blobs. */
const TREE_KEY = 0x7ee7ee7e;

/** Plain data from which every thread opens the same table. */
export interface BlobTableShare {
  readonly slots: SharedArrayBuffer;
  readonly entries: SharedArrayBuffer;
  readonly firstBuckets: number;
}

/**
 * The deduplication table of all threads: blob id → place, in shared memory.
 *
 * Entries are appended to one array. Slots form segments, each twice as large as the one before; a key's
 * probe sequence is one bucket of 16 slots in each segment, in order. An insert writes its entry first
 * and then takes the first empty slot of the sequence by compare-and-swap. So the table grows without
 * rehashing, two threads can never insert one key twice, nobody waits for anybody, and memory that
 * was reserved but never touched costs nothing.
 */
export class BlobTable {
  readonly share: BlobTableShare;
  private readonly slots: Int32Array;
  private readonly entries: Int32Array;
  private readonly header: Int32Array;
  private readonly firstBuckets: number;
  private readonly key = new Int32Array(8);
  private readonly keyBytes = Buffer.from(this.key.buffer);

  constructor(share: BlobTableShare) {
    this.share = share;
    this.header = new Int32Array(share.slots, 0, HEADER_WORDS);
    this.slots = new Int32Array(share.slots, HEADER_WORDS * 4);
    this.entries = new Int32Array(share.entries);
    this.firstBuckets = share.firstBuckets;
  }

  /** Reserves a table for `expected` known blobs and up to `room` more. */
  static create(expected: number, room = 1 << 24): BlobTable {
    let firstBuckets = 1024;
    while (firstBuckets * 8 < expected) firstBuckets *= 2;
    const capacity = Math.min(expected + room, MAX_ENTRIES);
    let buckets = 0;
    for (let i = 0; i < SEGMENTS && buckets * 4 < capacity; i++) buckets += firstBuckets * 2 ** i;
    const slots = new SharedArrayBuffer((HEADER_WORDS + buckets * BUCKET_SLOTS) * 4);
    const entries = new SharedArrayBuffer(capacity * ENTRY_WORDS * 4);
    return new BlobTable({ slots, entries, firstBuckets });
  }

  /** Entries in all. */
  get size(): number {
    return Atomics.load(this.header, COUNT);
  }

  /** Entry number of a blob, or -1. `id` is 32 bytes. */
  find(type: BlobType, id: Uint8Array): number {
    this.setKey(type, id);
    return this.probe(-1);
  }

  /** Gives the entry number when the blob is new and now claimed by the caller, else -1 minus the number of the entry that was there. */
  claim(type: BlobType, id: Uint8Array): number {
    this.setKey(type, id);
    const found = this.probe(-1);
    if (found >= 0) return -1 - found;
    const entry = this.append(type);
    const winner = this.probe(entry);
    return winner === entry ? entry : -1 - winner;
  }

  setPlace(entry: number, pack: number, offset: number, length: number, rawLength: number): void {
    const at = entry * ENTRY_WORDS;
    this.entries[at + 8] = pack;
    this.entries[at + 9] = offset;
    this.entries[at + 10] = length;
    this.entries[at + 11] = (this.entries[at + 11]! & 0x8000_0000) | rawLength;
  }

  place(entry: number): BlobPlace {
    const at = entry * ENTRY_WORDS;
    const last = this.entries[at + 11]!;
    return {
      type: last < 0 ? TREE : DATA,
      pack: this.entries[at + 8]!,
      offset: this.entries[at + 9]! >>> 0,
      length: this.entries[at + 10]! >>> 0,
      rawLength: last & 0x7fff_ffff,
    };
  }

  /** Bytes of a blob once it is opened and decompressed. */
  textBytes(entry: number): number {
    const at = entry * ENTRY_WORDS;
    const rawLength = this.entries[at + 11]! & 0x7fff_ffff;
    return rawLength > 0 ? rawLength : (this.entries[at + 10]! >>> 0) - SEAL_BYTES;
  }

  packOf(entry: number): number {
    return this.entries[entry * ENTRY_WORDS + 8]!;
  }

  isTree(entry: number): boolean {
    return this.entries[entry * ENTRY_WORDS + 11]! < 0;
  }

  /** The blob's id as 32 bytes, copied to `out`. */
  copyId(entry: number, out: Buffer): void {
    const at = entry * ENTRY_WORDS;
    for (let i = 0; i < 8; i++) this.key[i] = this.entries[at + i]!;
    if (this.isTree(entry)) this.key[0]! ^= TREE_KEY;
    this.keyBytes.copy(out, 0, 0, 32);
  }

  private setKey(type: BlobType, id: Uint8Array): void {
    this.keyBytes.set(id);
    if (type === TREE) this.key[0]! ^= TREE_KEY;
  }

  private append(type: BlobType): number {
    const entry = Atomics.add(this.header, COUNT, 1);
    const at = entry * ENTRY_WORDS;
    if (at + ENTRY_WORDS > this.entries.length) {
      throw new ResteraError("internal", { problem: `the blob table is full (${entry} blobs)` });
    }
    for (let i = 0; i < 8; i++) this.entries[at + i] = this.key[i]!;
    this.entries[at + 8] = CLAIMED;
    this.entries[at + 11] = type === TREE ? 0x8000_0000 | 0 : 0;
    return entry;
  }

  /** Walks the key's probe sequence; at the first empty slot installs `entry`, or gives -1 when it is -1. */
  private probe(entry: number): number {
    const { slots, key } = this;
    const tag = (key[1]! >>> TAG_SHIFT) << TAG_SHIFT;
    let buckets = this.firstBuckets;
    for (let start = 0; start < slots.length; start += buckets * BUCKET_SLOTS, buckets *= 2) {
      const from = start + ((key[0]! ^ key[2]!) & (buckets - 1)) * BUCKET_SLOTS;
      for (let i = from; i < from + BUCKET_SLOTS; i++) {
        let slot = Atomics.load(slots, i);
        if (slot === 0) {
          if (entry < 0) return -1;
          slot = Atomics.compareExchange(slots, i, 0, tag | (entry + 1));
          if (slot === 0) return entry;
        }
        if ((slot ^ tag) >>> TAG_SHIFT === 0 && this.holdsKey((slot & MAX_ENTRIES_MASK) - 1)) {
          return (slot & MAX_ENTRIES_MASK) - 1;
        }
      }
    }
    throw new ResteraError("internal", { problem: "the blob table has no free slot" });
  }

  private holdsKey(entry: number): boolean {
    const at = entry * ENTRY_WORDS;
    for (let i = 0; i < 8; i++) if (this.entries[at + i] !== this.key[i]) return false;
    return true;
  }
}
