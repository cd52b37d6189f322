import { ResteraError } from "../../foundation/errors.ts";
import type { CallOptions } from "../../stores/objects/object-store.ts";
import type { IndexWriter } from "../index/index-writer.ts";
import { isOldestIndex, parseIndex } from "../index/parse-index.ts";
import { encodeIndexEntry } from "../pack/index-entry.ts";
import { type HeaderBlob, packSize } from "../pack/pack-header.ts";
import type { OpenVault } from "../vault/open-vault.ts";

/** What an index file says about a pack. */
export interface IndexedPack {
  readonly id: string;
  readonly blobs: readonly HeaderBlob[];
  /** Size of the pack that follows from its blobs. */
  readonly size: number;
}

/** What index files said. */
export interface IndexRewrite {
  /** Packs that an index file describes rightly. */
  readonly kept: ReadonlySet<string>;
  /** Packs of which an index file said something that is not so. */
  readonly dropped: ReadonlySet<string>;
  /** Index files whose good entries were written anew, or that could not be read: to be deleted last. */
  readonly obsolete: readonly string[];
  readonly damaged: readonly ResteraError[];
}

/**
 * Goes through all index files. A file of which every pack is right, and in no file before it, stays as it is;
 * the good entries of all others go to the writer. Deletes nothing.
 */
export async function rewriteIndex(
  vault: OpenVault,
  writer: IndexWriter,
  isRight: (pack: IndexedPack) => boolean,
  options: CallOptions = {},
): Promise<IndexRewrite> {
  const kept = new Set<string>();
  const dropped = new Set<string>();
  const obsolete: string[] = [];
  const damaged: ResteraError[] = [];
  const read = (text: Buffer, object: string) => ({
    packs: packsOf(text, object),
    isOldest: isOldestIndex(text),
  });
  for await (const { id, content } of loadIndexes(vault, read, damaged, options)) {
    if (content === undefined) {
      obsolete.push(id);
      continue;
    }
    const { packs, isOldest } = content;
    const right = packs.filter(isRight);
    const rightOnes = new Set(right);
    for (const pack of packs) if (!rightOnes.has(pack)) dropped.add(pack.id);
    const fresh = new Map(
      right.filter((pack) => !kept.has(pack.id)).map((pack) => [pack.id, pack]),
    );
    if (fresh.size < packs.length || isOldest) {
      obsolete.push(id);
      for (const pack of fresh.values())
        await writer.add(encodeIndexEntry(pack.id, pack.blobs), pack.blobs.length);
    }
    for (const pack of fresh.keys()) kept.add(pack);
  }
  return { kept, dropped, obsolete, damaged };
}

/** Finds out only which packs the index files name: all of the files are to be deleted last. */
export async function trustNoIndex(
  vault: OpenVault,
  options: CallOptions = {},
): Promise<IndexRewrite> {
  const dropped = new Set<string>();
  const obsolete: string[] = [];
  const damaged: ResteraError[] = [];
  for await (const { id, content } of loadIndexes(vault, packIdsOf, damaged, options)) {
    obsolete.push(id);
    for (const pack of content ?? []) dropped.add(pack);
  }
  return { kept: new Set(), dropped, obsolete, damaged };
}

/** What `read` makes of each index file; nothing for those that are damaged, which are added to the list. */
async function* loadIndexes<Content>(
  vault: OpenVault,
  read: (text: Buffer, object: string) => Content,
  damaged: ResteraError[],
  options: CallOptions,
): AsyncGenerator<{ readonly id: string; readonly content: Content | undefined }> {
  const ids: string[] = [];
  for await (const id of vault.objects.list("index", options)) ids.push(id);
  for (const id of ids) {
    let content: Content | undefined;
    try {
      content = read(await vault.objects.load("index", id, options), `index ${id}`);
    } catch (error) {
      if (!(error instanceof ResteraError) || error.code !== "damaged") throw error;
      damaged.push(error);
    }
    yield { id, content };
  }
}

function packIdsOf(text: Buffer, object: string): string[] {
  const ids: string[] = [];
  parseIndex(text, object, {
    pack: (id) => {
      ids.push(id);
      return false;
    },
    blob: () => undefined,
  });
  return ids;
}

function packsOf(text: Buffer, object: string): IndexedPack[] {
  const packs: { id: string; blobs: HeaderBlob[] }[] = [];
  parseIndex(text, object, {
    pack: (id) => packs.push({ id, blobs: [] }) > 0,
    blob: (type, id, offset, length, rawLength) =>
      packs.at(-1)!.blobs.push({ type, id: Uint8Array.from(id), offset, length, rawLength }),
  });
  return packs.map((pack) => ({ ...pack, size: packSize(pack.blobs) }));
}
