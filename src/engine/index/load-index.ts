import { ResteraError } from "../../foundation/errors.ts";
import type { CallOptions } from "../../stores/objects/object-store.ts";
import { type BlobType } from "../blob-type.ts";
import { type BlobPlace, BlobTable } from "./blob-table.ts";
import { isOldestIndex, parseIndex } from "./parse-index.ts";
import { IndexScanner } from "./scan-index.ts";
import { fetchAhead, type SizedObject } from "../vault/fetch-ahead.ts";
import type { TakeWindow } from "../vault/vault-objects.ts";

/** Everything that the vault's index files say. */
export interface VaultIndex {
  readonly table: BlobTable;
  /** Ids of packs; a blob's `pack` is a position in this list. */
  readonly packs: string[];
  /** Further places of blobs that lie in several packs, by entry: a second chance when one is damaged. */
  readonly duplicates: Map<number, BlobPlace[]>;
  /** Index files that could not be read; their blobs are missing here. */
  readonly damaged: readonly ResteraError[];
  readonly files: number;
  /** Of the files that were loaded. */
  readonly fileIds: readonly string[];
  /** Packs that more than one of the files names. */
  readonly repeated: ReadonlySet<string>;
  /** Files in the form of restic's first versions, which its newest ones do not read. */
  readonly oldest: readonly string[];
}

/** Where index files come from. */
export interface IndexSource {
  listSized(folder: "index", options?: CallOptions): AsyncIterable<SizedObject>;
  /** A file as it is stored, perhaps some files ahead of those that are opened. */
  fetch(folder: "index", id: string, options?: CallOptions): Promise<Buffer>;
  openStored(folder: "index", id: string, stored: Buffer): Buffer;
  openInWindows(folder: "index", id: string, stored: Buffer, take: TakeWindow): void;
}

export interface LoadIndexOptions extends CallOptions {
  /** Packs that are there, with their sizes: others' entries are ignored. */
  readonly present?: ReadonlyMap<string, number>;
  /** Called for every blob of every pack, duplicates too. */
  readonly onBlob?: (entry: number, place: BlobPlace) => void;
}

/** The table grows by itself; this is where it begins at least. */
const TYPICAL_BLOBS = 50_000;
/** A blob takes hardly less in an index file: its id is 32 bytes that nothing compresses. */
const BYTES_OF_BLOB = 40;

/** A prune replaces index files while others read them; it is over sooner than this many listings. */
const MOST_LISTINGS = 5;

/** Loads all index files into a table. A damaged file is reported in the result and the rest is used. */
export async function loadIndex(
  source: IndexSource,
  options: LoadIndexOptions = {},
): Promise<VaultIndex> {
  const damaged: ResteraError[] = [];
  const loaded = new Set<string>();
  let builder: IndexBuilder | undefined;
  for (let listing = 1; ; listing++) {
    const files: SizedObject[] = [];
    for await (const file of source.listSized("index", options)) files.push(file);
    builder ??= new IndexBuilder(blobsExpected(files), options);
    let vanished: unknown;
    const fresh = files.filter(({ id }) => !loaded.has(id));
    const fetch = (id: string): Promise<Buffer> => source.fetch("index", id, options);
    for await (const { id, content } of fetchAhead(fresh, fetch)) {
      try {
        readFile(source, id, await content, builder);
        loaded.add(id);
      } catch (error) {
        if (!(error instanceof ResteraError)) throw error;
        if (error.code === "damaged") {
          damaged.push(error);
          loaded.add(id);
        } else if (error.code === "not-found") vanished = error;
        else throw error;
      }
    }
    // What replaced a file that is gone was there before that went.
    if (vanished === undefined) break;
    if (listing === MOST_LISTINGS) throw vanished;
  }
  const { table, packs, duplicates, repeated, oldest } = builder;
  const fileIds = [...loaded];
  return { table, packs, duplicates, damaged, files: loaded.size, fileIds, repeated, oldest };
}

/** A table that is made for far more than there is would touch a page of memory for every blob. */
function blobsExpected(files: readonly SizedObject[]): number {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return Math.max(TYPICAL_BLOBS, Math.ceil(bytes / BYTES_OF_BLOB));
}

function readFile(source: IndexSource, id: string, stored: Buffer, builder: IndexBuilder): void {
  builder.files++;
  const scanner = new IndexScanner(builder);
  const take: TakeWindow = (bytes, at, end, last) =>
    scanner.isForeign ? end : scanner.feed(bytes, at, end, last);
  source.openInWindows("index", id, stored, take);
  // What the scanner had read before it met a foreign layout is read again: entries repeat without harm.
  if (scanner.isWhole) return;
  const text = source.openStored("index", id, stored);
  parseIndex(text, `index ${id}`, builder);
  if (isOldestIndex(text)) builder.oldest.push(id);
}

class IndexBuilder {
  readonly table: BlobTable;
  readonly packs: string[] = [];
  readonly duplicates = new Map<number, BlobPlace[]>();
  readonly repeated = new Set<string>();
  readonly oldest: string[] = [];
  /** Files that were begun. */
  files = 0;
  private readonly numbers = new Map<string, number>();
  /** For each pack the file that named it first. */
  private readonly namedIn: number[] = [];
  private readonly options: LoadIndexOptions;
  private current = -1;
  private room = 0;

  constructor(expected: number, options: LoadIndexOptions) {
    this.table = BlobTable.create(expected);
    this.options = options;
  }

  pack(id: string): boolean {
    const { present } = this.options;
    const size = present === undefined ? Number.MAX_SAFE_INTEGER : present.get(id);
    if (size === undefined) return false;
    this.room = size;
    this.current = this.numbers.get(id) ?? this.packs.push(id) - 1;
    this.numbers.set(id, this.current);
    const first = (this.namedIn[this.current] ??= this.files);
    if (first !== this.files) this.repeated.add(id);
    return true;
  }

  blob(type: BlobType, id: Uint8Array, offset: number, length: number, rawLength: number): void {
    // A truncated pack: what lies beyond its end is not there.
    if (offset + length > this.room) return;
    const pack = this.current;
    const claimed = this.table.claim(type, id);
    const entry = claimed >= 0 ? claimed : -1 - claimed;
    if (claimed >= 0) this.table.setPlace(entry, pack, offset, length, rawLength);
    else if (this.table.packOf(entry) !== pack) {
      const places = this.duplicates.get(entry) ?? [];
      places.push({ type, pack, offset, length, rawLength });
      this.duplicates.set(entry, places);
    }
    this.options.onBlob?.(entry, { type, pack, offset, length, rawLength });
  }
}
