import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { VaultIndex } from "../index/load-index.ts";
import { packKey, packsFolder } from "../pack/pack-files.ts";
import { type ObjectStore, StoreError } from "../../stores/objects/object-store.ts";

/** Ranges closer than this are fetched as one. */
const GAP_BYTES = 256 << 10;

/** Bytes of a pack; `end` is exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A pack as a local file, for as long as it is needed. */
export interface LocalPack {
  readonly file: string;
  release(): Promise<void>;
}

/** Makes packs readable as local files: where they are when the store is a folder, fetched in part otherwise. */
export class PackSource {
  private readonly store: ObjectStore;
  private readonly index: VaultIndex;
  private readonly signal: AbortSignal;
  private readonly folder: string | undefined;
  private scratch: Promise<string> | undefined;

  constructor(store: ObjectStore, index: VaultIndex, signal: AbortSignal) {
    this.store = store;
    this.index = index;
    this.signal = signal;
    this.folder = packsFolder(store);
  }

  /** `ranges` are what will be read, sorted. Absent: all of it. Gives `undefined` when a bucket has no such pack. */
  async get(pack: number, ranges?: readonly ByteRange[]): Promise<LocalPack | undefined> {
    const key = packKey(this.index.packs[pack]!);
    if (this.folder !== undefined) {
      return { file: join(this.folder, key), release: async () => undefined };
    }
    this.scratch ??= mkdtemp(join(tmpdir(), "restera-"));
    const file = join(await this.scratch, this.index.packs[pack]!);
    const release = (): Promise<void> => rm(file, { force: true });
    try {
      await this.fetch(key, file, ranges);
    } catch (error) {
      await release();
      if (error instanceof StoreError && error.code === "not-found") return undefined;
      throw error;
    }
    return { file, release };
  }

  private async fetch(
    key: string,
    file: string,
    ranges: readonly ByteRange[] | undefined,
  ): Promise<void> {
    await (await open(file, "w", 0o600)).close();
    for (const range of ranges === undefined ? [undefined] : merge(ranges)) {
      const { body } = await this.store.get(key, {
        signal: this.signal,
        ...(range === undefined ? {} : { range }),
      });
      const out = createWriteStream(file, { flags: "r+", start: range?.start ?? 0 });
      for await (const part of body) {
        if (!out.write(part)) await once(out, "drain");
      }
      await new Promise<void>((resolve, reject) => {
        out.once("error", reject);
        out.end(resolve);
      });
    }
  }

  async close(): Promise<void> {
    if (this.scratch !== undefined) await rm(await this.scratch, { recursive: true, force: true });
  }
}

function merge(ranges: readonly ByteRange[]): ByteRange[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of ranges) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end + GAP_BYTES) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}
