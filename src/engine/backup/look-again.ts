import { append } from "../../foundation/append.ts";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { type BlobType, DATA, TREE } from "../blob-type.ts";
import type { IndexWriter } from "../index/index-writer.ts";
import type { VaultIndex } from "../index/load-index.ts";
import { encodeIndexEntry } from "../pack/index-entry.ts";
import { isYoung } from "../prune/marks.ts";
import { blobsOf, loadIndexAndMarks, MARKED } from "../prune/prune-index.ts";
import { BlobWriter } from "../repair/blob-writer.ts";
import { treeReferences } from "../tree/tree-references.ts";
import { listPacks } from "../vault/list-packs.ts";
import type { OpenVault } from "../vault/open-vault.ts";
import { VaultReader } from "../vault/vault-reader.ts";

/** A prune may come after each look; one that comes this often does not end. */
const MOST_LOOKS = 5;

/**
 * Looks again at what a writer relies on, which others may have marked or deleted since it loaded the index: to be called
 * when all it wrote is in the index, before and after it publishes a snapshot.
 */
export class SecondLook {
  private readonly vault: OpenVault;
  private readonly signal: AbortSignal;
  /** As the writer loaded it. */
  private readonly index: VaultIndex;
  /** Index files that say what holds. */
  private files: readonly string[];
  /** And those of the writer, which grow: no snapshot needs its packs yet, so they are what a prune marks first. */
  private own: readonly string[];

  /** @param writer what the writer puts its own packs into; undefined when it writes none */
  constructor(
    vault: OpenVault,
    index: VaultIndex,
    writer: Pick<IndexWriter, "fileIds"> | undefined,
    signal: AbortSignal,
  ) {
    this.vault = vault;
    this.index = index;
    this.files = index.fileIds;
    this.own = writer?.fileIds ?? [];
    this.signal = signal;
  }

  /**
   * Sees that the vault has everything below these trees. Packs that were marked a short while ago are taken back into the
   * index; what else is no longer in use is stored again. Throws `packs-gone` when it is nowhere any more.
   */
  async confirm(trees: readonly string[]): Promise<void> {
    for (let look = 0; look < MOST_LOOKS; look++) {
      // New files add packs; only one that is gone can have taken some away.
      const there = new Set<string>();
      for await (const id of this.vault.objects.list("index", { signal: this.signal }))
        there.add(id);
      if ([...this.files, ...this.own].every((id) => there.has(id))) return;
      await this.storeAgain(trees);
    }
    throw new ResteraError("packs-gone", { problem: "the index changes all the time" });
  }

  private async storeAgain(trees: readonly string[]): Promise<void> {
    const { vault, signal } = this;
    const loaded = await loadIndexAndMarks(vault, new Date(), { signal });
    const { index, marks } = loaded;
    const present = await listPacks(vault.store, signal);
    const isInUse = index.packs.map((id) => present.has(id) && !marks.has(id));
    const isFresh = (id: string): boolean => present.has(id) && isYoung(marks.get(id), new Date());
    const [now, before] = [new VaultReader(vault, index), new VaultReader(vault, this.index)];
    const writer = new BlobWriter(vault, signal);
    try {
      for await (const { type, id, text } of missingBelow(
        trees,
        { now, isInUse, before },
        signal,
      )) {
        const pack = now.has(type, id) ? index.table.packOf(now.entry(type, id)) : -1;
        if (pack >= 0 && isFresh(index.packs[pack]!)) {
          // Named by an index again, the pack is in use: nobody deletes it before its mark is old.
          const blobs = blobsOf(loaded, pack);
          await writer.index.add(encodeIndexEntry(index.packs[pack]!, blobs), blobs.length);
          isInUse[pack] = true;
          continue;
        }
        const stored = await writer.save(type, text);
        if (stored !== id)
          throw new ResteraError("packs-gone", { problem: `blob ${id} is another` });
      }
      await writer.finish();
      this.files = index.fileIds.filter((id) => id !== MARKED);
      this.own = writer.index.fileIds;
    } finally {
      await writer.close();
      now.close();
      before.close();
    }
  }
}

interface MissingBlob {
  readonly type: BlobType;
  readonly id: string;
  readonly text: Buffer;
}

/** Where blobs can be read: as things are now, with what is marked, and as they were. */
interface Places {
  readonly now: VaultReader;
  /** By the number of a pack: it is there and not marked. */
  readonly isInUse: boolean[];
  readonly before: VaultReader;
}

/** Blobs below trees that no pack in use has, each once. */
async function* missingBelow(
  trees: readonly string[],
  places: Places,
  signal: AbortSignal,
): AsyncGenerator<MissingBlob> {
  const seen = new Set<string>();
  const waiting = [...trees];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (signal.aborted) throw new ResteraError("cancelled");
    if (seen.has(id)) continue;
    seen.add(id);
    const text = await textOf(places, TREE, id, signal);
    if (!isKept(places, TREE, id)) yield { type: TREE, id, text };
    const { content, subtrees } = treeReferences(id, text);
    append(waiting, subtrees);
    for (const blob of content) {
      if (isKept(places, DATA, blob) || seen.has(blob)) continue;
      seen.add(blob);
      yield { type: DATA, id: blob, text: await textOf(places, DATA, blob, signal) };
    }
  }
}

function isKept({ now, isInUse }: Places, type: BlobType, id: string): boolean {
  if (!now.has(type, id)) return false;
  const { table, duplicates } = now.index;
  const entry = now.entry(type, id);
  if (isInUse[table.packOf(entry)] === true) return true;
  return (duplicates.get(entry) ?? []).some(({ pack }) => isInUse[pack] === true);
}

/** A marked pack is still there; one that another program took out of the index may be. */
async function textOf(
  { now, before }: Places,
  type: BlobType,
  id: string,
  signal: AbortSignal,
): Promise<Buffer> {
  let problem: unknown;
  for (const reader of [now, before].filter((each) => each.has(type, id))) {
    try {
      return await reader.blob(type, id, { signal });
    } catch (error) {
      const isGone =
        error instanceof ResteraError && ["damaged", "blob-missing"].includes(error.code);
      if (!isGone) throw error;
      problem = error;
    }
  }
  const cause = problem ?? new ResteraError("blob-missing", { blob: id });
  throw new ResteraError("packs-gone", { problem: problemOf(cause).split("\n")[0]!, cause });
}
