import { createWriteStream } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ObjectStore } from "../../stores/objects/object-store.ts";
import type { VaultIndex } from "../index/load-index.ts";
import { packKey } from "../pack/pack-files.ts";
import { makeFolders } from "../../stores/make-folders.ts";

/** Downloads at once. */
const CONCURRENCY = 4;

/**
 * Brings the packs with trees into a folder, so that the workers, which never see a store, can compare with the
 * parent snapshot. Trees are a small part of a vault. A pack that cannot be had is left out: its folders are then read
 * as if they were new.
 */
export async function fetchTreePacks(
  store: ObjectStore,
  index: VaultIndex,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const packs = new Set<number>();
  for (let entry = 0; entry < index.table.size; entry++) {
    if (index.table.isTree(entry)) packs.add(index.table.packOf(entry));
  }
  const waiting = [...packs].map((pack) => packKey(index.packs[pack]!));
  const next = async (): Promise<void> => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      await fetchPack(store, key, join(folder, key), signal);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, next));
}

async function fetchPack(
  store: ObjectStore,
  key: string,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  await makeFolders(dirname(file));
  try {
    const { body } = await store.get(key, { signal, keep: true });
    await pipeline(Readable.from(body), createWriteStream(file, { mode: 0o600 }));
  } catch (error) {
    if (signal.aborted) throw error;
  }
}
