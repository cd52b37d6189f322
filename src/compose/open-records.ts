import { RecordStore, type RecordStoreOptions } from "../services/records/record-store.ts";
import type { StoreSettings } from "../stores/objects/store-settings.ts";
import { openObjectStore } from "./open-object-store.ts";

/** Opens the records below a prefix of a store, by its address. */
export async function openRecords(
  url: string,
  options: RecordStoreOptions & { readonly stores?: StoreSettings } = {},
): Promise<RecordStore> {
  const { stores, ...rest } = options;
  return new RecordStore(await openObjectStore(url, stores), rest);
}
