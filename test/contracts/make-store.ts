import { openObjectStore } from "../../src/compose/open-object-store.ts";
import type { StoreSettings } from "../../src/stores/objects/store-settings.ts";
import type { StoreUnderTest } from "../../src/testing.ts";

/** A store for the contract test, opened from its address as a user's would be. */
export async function makeStore(
  url: string,
  settings: StoreSettings,
  cleanUp: () => Promise<void>,
): Promise<StoreUnderTest> {
  const module = new URL("reopen-store.ts", import.meta.url).href;
  return {
    store: await openObjectStore(url, settings),
    reopening: { module, settings: [url, settings] },
    cleanUp,
  };
}
