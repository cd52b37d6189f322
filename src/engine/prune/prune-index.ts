import { append } from "../../foundation/append.ts";
import type { CallOptions } from "../../stores/objects/object-store.ts";
import { PackContents } from "../check/pack-contents.ts";
import { type IndexSource, loadIndex, type VaultIndex } from "../index/load-index.ts";
import { parseIndex } from "../index/parse-index.ts";
import { encodeIndexEntry } from "../pack/index-entry.ts";
import type { HeaderBlob } from "../pack/pack-header.ts";
import type { SizedObject } from "../vault/fetch-ahead.ts";
import type { OpenVault } from "../vault/open-vault.ts";
import type { TakeWindow } from "../vault/vault-objects.ts";
import { decodeMarks, hasMarks, joinMarks, type Mark } from "./marks.ts";

/** An index file and what it names. */
interface IndexFile {
  readonly id: string;
  readonly packs: readonly string[];
  readonly hasMarks: boolean;
}

/** All that index files say, with what each of them says. */
export interface PruneIndex {
  /** Packs in use first, then those that are marked: so a blob's first place is one in use, if there is one. */
  readonly index: VaultIndex;
  readonly contents: PackContents;
  readonly files: readonly IndexFile[];
  /** Packs that are marked and in no list of packs in use, by id. */
  readonly marks: ReadonlyMap<string, Mark>;
}

/** Stands for an index file that names what is marked. */
export const MARKED = "marked";

/** Loads every index file. Throws `damaged` when one cannot be read: what it names would look unused. */
export async function loadPruneIndex(
  vault: OpenVault,
  now: Date,
  call: CallOptions,
): Promise<PruneIndex> {
  const loaded = await loadIndexAndMarks(vault, now, call);
  for (const error of loaded.index.damaged) throw error;
  return loaded;
}

/** The same, without what cannot be read. */
export async function loadIndexAndMarks(
  vault: OpenVault,
  now: Date,
  call: CallOptions,
): Promise<PruneIndex> {
  const source = new RememberingSource(vault, now);
  const contents = new PackContents();
  const index = await loadIndex(source, {
    ...call,
    onBlob: (entry, place) => contents.add(entry, place),
  });
  return { index, contents, files: source.files, marks: source.marks };
}

/** What an index says of a pack, in the order of the pack. */
export function blobsOf({ index, contents }: PruneIndex, pack: number): HeaderBlob[] {
  const { entries, offsets, lengths, rawLengths } = contents.blobs(pack);
  return Array.from(entries, (entry, i) => {
    const id = Buffer.alloc(32);
    index.table.copyId(entry, id);
    const { type } = index.table.place(entry);
    return { type, id, offset: offsets[i]!, length: lengths[i]!, rawLength: rawLengths[i]! };
  });
}

/** Reads each index file once, keeps what is in it, and adds the marks as a last one. */
class RememberingSource implements IndexSource {
  readonly files: IndexFile[] = [];
  readonly marks = new Map<string, Mark>();
  private readonly vault: OpenVault;
  private readonly now: Date;
  private readonly found: Mark[] = [];

  constructor(vault: OpenVault, now: Date) {
    this.vault = vault;
    this.now = now;
  }

  async *listSized(folder: "index", options?: CallOptions): AsyncGenerator<SizedObject> {
    yield* this.vault.objects.listSized(folder, options);
    yield { id: MARKED, size: 0 };
  }

  async fetch(folder: "index", id: string, options?: CallOptions): Promise<Buffer> {
    return id === MARKED ? Buffer.alloc(0) : this.vault.objects.fetch(folder, id, options);
  }

  /** The marks come last, when all files were opened. */
  openStored(folder: "index", id: string, stored: Buffer): Buffer {
    if (id === MARKED) return this.markedText();
    const text = this.vault.objects.openStored(folder, id, stored);
    const packs = new Set<string>();
    const note = (pack: string): boolean => packs.add(pack).size === 0;
    parseIndex(text, `index ${id}`, { pack: note, blob: () => undefined });
    const marked = hasMarks(text);
    if (marked) append(this.found, decodeMarks(text, `index ${id}`, this.now));
    this.files.push({ id, packs: [...packs], hasMarks: marked });
    return text;
  }

  openInWindows(folder: "index", id: string, stored: Buffer, take: TakeWindow): void {
    const text = this.openStored(folder, id, stored);
    take(text, 0, text.length, true);
  }

  /** What is in use is not marked, whatever else says so. */
  private markedText(): Buffer {
    const inUse = new Set(this.files.flatMap(({ packs }) => packs));
    for (const mark of this.found) {
      const known = this.marks.get(mark.pack);
      const both = known === undefined ? mark : joinMarks(known, mark);
      if (!inUse.has(mark.pack)) this.marks.set(mark.pack, both);
    }
    const entries = [...this.marks.values()].map(({ pack, blobs }) =>
      encodeIndexEntry(pack, blobs),
    );
    const parts = entries.flatMap((entry, i) => (i === 0 ? [entry] : [Buffer.from(","), entry]));
    return Buffer.concat([Buffer.from('{"packs":['), ...parts, Buffer.from("]}\n")]);
  }
}
