import {
  initVault,
  type OpenVault as OpenedVault,
  openVault as openEngineVault,
} from "./engine/vault/open-vault.ts";
import type { Secret } from "./engine/vault/find-key.ts";
import { markOneWriter } from "./engine/vault/one-writer.ts";
import { ReadyThreads } from "./engine/workers/ready-threads.ts";
import type { ThreadedOperation } from "./engine/workers/worker-programs.ts";
import type { VaultSession } from "./services/snapshots/vault-session.ts";
import type { Vault } from "./services/snapshots/vault.ts";
import type { ResteraError } from "./foundation/errors.ts";
import { cacheReads } from "./compose/cache-reads.ts";
import { openObjectStore } from "./compose/open-object-store.ts";
import type { ObjectStore } from "./stores/objects/object-store.ts";
import { letsOneReplace } from "./stores/objects/probe-store.ts";
import type { StoreSettings } from "./stores/objects/store-settings.ts";

export type { Secret } from "./engine/vault/find-key.ts";

/** How a vault's store is reached. */
export interface OpenVaultOptions {
  readonly signal?: AbortSignal;
  /** Credentials and places of the clouds; the SDKs' own chains when absent. */
  readonly stores?: StoreSettings;
  /** Where reads of vaults in buckets are kept, in a folder by the vault's id; nowhere when absent. */
  readonly cacheFolder?: string;
  /** Told once of each snapshot that a list leaves out because it is damaged. */
  readonly onDamaged?: (error: ResteraError) => void;
  /** Told of each key that was tried and is not the password's: a vault may have a hundred, and each takes a good part of a second. */
  readonly onKeyTried?: (tried: number, total: number) => void;
  /** What will be done first: its threads start while the password is checked. */
  readonly operation?: ThreadedOperation;
}

/** New vaults only: share the chunker's parameters with another vault, so that copies deduplicate. */
export interface CreateVaultOptions extends OpenVaultOptions {
  readonly polynomial?: string;
  /** Of restic's format; 2 when absent. Nothing in a vault of version 1 is compressed. */
  readonly formatVersion?: 1 | 2;
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
  const { operation } = options;
  const threads = new ReadyThreads();
  const meanwhile = (): void => {
    if (operation !== undefined) threads.start(operation);
    loadSession().catch(() => undefined);
  };
  const store = await openObjectStore(url, options.stores);
  try {
    const { onDamaged, onKeyTried } = options;
    const open = { ...callOf(options), threads, meanwhile, ...(onKeyTried && { onKeyTried }) };
    const opened = await openEngineVault(store, secret, open);
    threads.startAll();
    const session = { ...options.stores, ...(onDamaged && { onDamaged }) };
    return new (await loadSession())(await cached(opened, options), session);
  } catch (error) {
    await threads.close();
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
  const { polynomial, formatVersion } = options;
  try {
    const more = {
      ...(polynomial !== undefined && { polynomial }),
      ...(formatVersion !== undefined && { version: formatVersion }),
    };
    const opened = await initVault(store, secret.password, { ...callOf(options), ...more });
    await noteWriters(store, options);
    return new (await loadSession())(await cached(opened, options), options.stores);
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Most of the program's code: it is loaded while the password is checked. */
async function loadSession(): Promise<typeof VaultSession> {
  return (await import("./services/snapshots/vault-session.ts")).VaultSession;
}

/** Only what a store does when it is tried tells whether several may write there at a time. */
async function noteWriters(store: ObjectStore, options: CreateVaultOptions): Promise<void> {
  if (store.localPath !== undefined || options.stores?.severalWriters === true) return;
  if (!(await letsOneReplace(store, callOf(options)))) await markOneWriter(store, callOf(options));
}

function cached(vault: OpenedVault, { cacheFolder }: OpenVaultOptions): Promise<OpenedVault> {
  return cacheFolder === undefined ? Promise.resolve(vault) : cacheReads(vault, cacheFolder);
}

function callOf(options: OpenVaultOptions): { signal?: AbortSignal } {
  return options.signal === undefined ? {} : { signal: options.signal };
}
