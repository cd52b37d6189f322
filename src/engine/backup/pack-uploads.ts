import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { ResteraError, problemOf } from "../../foundation/errors.ts";
import type { ObjectStore } from "../../stores/objects/object-store.ts";
import type { IndexWriter } from "../index/index-writer.ts";
import { TREE } from "../blob-type.ts";
import { collectHeader } from "../crypto/collect-garbage.ts";
import { indexEntryParts } from "../pack/index-entry.ts";
import { packKey } from "../pack/pack-files.ts";
import { firstType } from "../pack/pack-header.ts";
import type { StagedPack } from "../pack/packer.ts";

/** Packs that are on their way to the store at once. */
const CONCURRENCY = 4;

export interface PackUploadsOptions {
  /** Nothing is stored before this: the vault's lock has settled. */
  readonly ready: Promise<void>;
  readonly store: ObjectStore;
  readonly index: IndexWriter;
  readonly signal: AbortSignal;
  /** A pack is in the store for good. */
  onStored(pack: StagedPack): void;
  onFailed(error: ResteraError): void;
}

/** Brings staged packs into the store, and each one into the index once it is durable there. */
export class PackUploads {
  private readonly options: PackUploadsOptions;
  private readonly waiting: StagedPack[] = [];
  private running = 0;
  private indexing: Promise<void> = Promise.resolve();
  private drained: (() => void) | undefined;

  constructor(options: PackUploadsOptions) {
    this.options = options;
  }

  add(pack: StagedPack): void {
    this.waiting.push(pack);
    this.pump();
  }

  /** Resolves when every pack is stored and noted in the index. */
  async finish(): Promise<void> {
    if (this.running > 0 || this.waiting.length > 0) {
      await new Promise<void>((resolve) => {
        this.drained = resolve;
      });
    }
    await this.indexing;
  }

  private pump(): void {
    while (this.running < CONCURRENCY) {
      const pack = this.waiting.shift();
      if (pack === undefined) break;
      this.running++;
      void this.upload(pack).finally(() => {
        this.running--;
        this.pump();
      });
    }
    if (this.running === 0 && this.waiting.length === 0) this.drained?.();
  }

  private async upload(pack: StagedPack): Promise<void> {
    const { ready, store, signal, index, onStored, onFailed } = this.options;
    try {
      await ready;
      const body = {
        size: pack.size,
        file: pack.file,
        open: () => createReadStream(pack.file) as AsyncIterable<Uint8Array>,
      };
      const keep = holdsTrees(pack);
      await store.putNew(packKey(pack.id), body, { signal, sha256: pack.id, keep });
      await rm(pack.file, { force: true });
      // The index follows its packs, so a crash leaves only orphans.
      this.indexing = this.indexing.then(() => {
        const { id, header, blobs } = pack;
        return index.add(indexEntryParts(id, header), blobs);
      });
      await this.indexing;
      collectHeader(pack.header.length);
      onStored(pack);
    } catch (cause) {
      const known =
        cause instanceof ResteraError && (cause.code === "cancelled" || cause.code === "locked");
      onFailed(
        known ? cause : new ResteraError("pack-not-stored", { problem: problemOf(cause), cause }),
      );
    }
  }
}

/** The next backup reads the trees; a pack holds blobs of one kind, so its first one tells. */
function holdsTrees({ header }: StagedPack): boolean {
  return firstType(header) === TREE;
}
