import { initVault, openVault as openEngineVault, type Secret } from "./engine/vault/open-vault.ts";
import { VaultSession } from "./services/snapshots/vault-session.ts";
import type { Vault } from "./services/snapshots/vault.ts";
import { openObjectStore } from "./compose/open-object-store.ts";
import type { StoreSettings } from "./stores/objects/store-settings.ts";

export type { Secret } from "./engine/vault/open-vault.ts";

/** How a vault's store is reached. */
export interface OpenVaultOptions {
  readonly signal?: AbortSignal;
  /** Credentials and places of the clouds; the SDKs' own chains when absent. */
  readonly stores?: StoreSettings;
}

/** New vaults only: share the chunker's parameters with another vault, so that copies deduplicate. */
export interface CreateVaultOptions extends OpenVaultOptions {
  readonly polynomial?: string;
}

/**
 * Opens a vault by its address. Throws `no-vault`, `wrong-password`, `newer-format`, `damaged`, or what the
 * store throws.
 */
export async function openVault(
  url: string,
  secret: Secret,
  options: OpenVaultOptions = {},
): Promise<Vault> {
  const store = await openObjectStore(url, options.stores);
  try {
    return new VaultSession(await openEngineVault(store, secret, callOf(options)));
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Makes a vault in an empty place. Throws `vault-exists` or `vault-not-empty`, and then writes nothing. */
export async function createVault(
  url: string,
  secret: Secret,
  options: CreateVaultOptions = {},
): Promise<Vault> {
  const store = await openObjectStore(url, options.stores);
  const { polynomial } = options;
  try {
    const more = polynomial === undefined ? {} : { polynomial };
    return new VaultSession(
      await initVault(store, secret.password, { ...callOf(options), ...more }),
    );
  } catch (error) {
    await store.close();
    throw error;
  }
}

function callOf(options: OpenVaultOptions): { signal?: AbortSignal } {
  return options.signal === undefined ? {} : { signal: options.signal };
}
