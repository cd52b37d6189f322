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
  const ids: string[] = [];
  for await (const id of vault.objects.list("index", options)) ids.push(id);
  for (const id of ids) {
    let packs: IndexedPack[];
    let isOldest: boolean;
    try {
      const text = await vault.objects.load("index", id, options);
      packs = packsOf(text, `index ${id}`);
      isOldest = isOldestIndex(text);
    } catch (error) {
      if (!(error instanceof ResteraError) || error.code !== "damaged") throw error;
      damaged.push(error);
      obsolete.push(id);
      continue;
    }
    const right = packs.filter(isRight);
    for (const pack of packs) if (!right.includes(pack)) dropped.add(pack.id);
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

function packsOf(text: Buffer, object: string): IndexedPack[] {
  const packs: { id: string; blobs: HeaderBlob[] }[] = [];
  parseIndex(text, object, {
    pack: (id) => packs.push({ id, blobs: [] }) > 0,
    blob: (type, id, offset, length, rawLength) =>
      packs.at(-1)!.blobs.push({ type, id: Uint8Array.from(id), offset, length, rawLength }),
  });
  return packs.map((pack) => ({ ...pack, size: packSize(pack.blobs) }));
}
