import type { ObjectStore } from "../../stores/objects/object-store.ts";
import { packKey } from "../pack/pack-files.ts";

/** Every pack in the store with its size in bytes. */
export async function listPacks(
  store: ObjectStore,
  signal?: AbortSignal,
): Promise<Map<string, number>> {
  const packs = new Map<string, number>();
  const options = signal === undefined ? {} : { signal };
  for await (const { key, size } of store.list("data/", options)) {
    const id = key.slice(key.lastIndexOf("/") + 1);
    if (id.length === 64 && key === packKey(id)) packs.set(id, size);
  }
  return packs;
}
