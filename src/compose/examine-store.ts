import { rm } from "node:fs/promises";
import {
  measureStore,
  type MeasureStoreOptions,
  type StoreReport,
} from "../services/stores/measure-store.ts";
import type { StoreSettings } from "../stores/objects/store-settings.ts";
import { openObjectStore } from "./open-object-store.ts";

/** Measures the store of an address; see `measureStore`. */
export async function examineStore(
  url: string,
  options: MeasureStoreOptions & { readonly stores?: StoreSettings } = {},
): Promise<StoreReport> {
  const { stores = {}, ...rest } = options;
  const store = await openObjectStore(url, stores);
  try {
    return await measureStore(store, rest);
  } finally {
    // A folder keeps which versions of a key there were; of these keys nobody will ask again.
    const scratch = store.localPath?.("probe");
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
    await store.close();
  }
}
