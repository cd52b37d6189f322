import type { OpenVault } from "./open-vault.ts";
import { VaultObjects } from "./vault-objects.ts";

/**
 * The vault as its store really holds it, without a cache of reads in front: for whoever looks for damage or mends it. The same one when
 * there is no cache.
 */
export function uncachedVault(vault: OpenVault): OpenVault {
  const store = vault.store.uncached?.();
  return store === undefined ? vault : onStore(vault, store);
}

/** The same vault, reached by another way to the same store. */
export function onStore(vault: OpenVault, store: OpenVault["store"]): OpenVault {
  return { ...vault, store, objects: new VaultObjects(store, vault.key, vault.config.version) };
}
