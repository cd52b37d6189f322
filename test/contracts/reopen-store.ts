import { openObjectStore } from "../../src/compose/open-object-store.ts";
import type { ObjectStore } from "../../src/stores/objects/object-store.ts";
import type { StoreSettings } from "../../src/stores/objects/store-settings.ts";

/** Opens the same store in another process of the contract test. */
export function openStore([url, settings]: [string, StoreSettings]): Promise<ObjectStore> {
  return openObjectStore(url, settings);
}
