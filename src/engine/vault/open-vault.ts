import { formatGoTime } from "../../foundation/go-time.ts";
import { hash, randomBytes } from "node:crypto";
import { ResteraError, problemOf } from "../../foundation/errors.ts";
import { isId } from "../../foundation/hex.ts";
import {
  type CallOptions,
  type ObjectStore,
  StoreError,
} from "../../stores/objects/object-store.ts";
import { readObject } from "../../stores/objects/read-object.ts";
import { isIrreducible, randomPolynomial } from "../chunk/polynomial.ts";
import { createKeyFile, type KeyOwner, randomMasterKey } from "../crypto/key-file.ts";
import type { MasterKey } from "../crypto/master-key.ts";
import { ReadyThreads } from "../workers/ready-threads.ts";
import { findKey, type FindKeyOptions, opensKey, type Secret } from "./find-key.ts";
import { ObjectTools, VaultObjects } from "./vault-objects.ts";

/** The vault's config object. */
interface VaultConfig {
  readonly version: 1 | 2;
  readonly id: string;
  /** The chunker's polynomial in hexadecimal digits. */
  readonly polynomial: string;
}

/** An unlocked vault: its store, keys and config. */
export interface OpenVault {
  readonly store: ObjectStore;
  readonly config: VaultConfig;
  readonly key: MasterKey;
  /** Id of the key file that the password opened. */
  readonly keyId: string;
  readonly objects: VaultObjects;
  /** Those of an operation that is expected may have been started already. */
  readonly threads: ReadyThreads;
}

interface InitOptions extends CallOptions {
  readonly polynomial?: string;
  readonly version?: 1 | 2;
  readonly threads?: ReadyThreads;
}

/** Makes a vault in an empty store. Throws `vault-exists` or `vault-not-empty`; then nothing was written. */
export async function initVault(
  store: ObjectStore,
  password: string,
  options: InitOptions = {},
): Promise<OpenVault> {
  if ((await store.head("config", options)) !== null) {
    throw new ResteraError("vault-exists", { url: store.url });
  }
  for await (const { key } of store.list("", options)) {
    // What trying the store has left where nothing can be deleted.
    if (!key.startsWith("probe/")) throw new ResteraError("vault-not-empty", { url: store.url });
  }
  const version = options.version ?? 2;
  const key = randomMasterKey();
  const keyId = await saveKeyFile(store, await createKeyFile(password, key), options);
  const polynomial = options.polynomial ?? randomPolynomial();
  const config: VaultConfig = { version, id: randomBytes(32).toString("hex"), polynomial };
  const objects = new VaultObjects(store, key, version);
  const text = JSON.stringify({ version, id: config.id, chunker_polynomial: polynomial });
  // The config comes last: a vault exists once it does.
  await objects.saveConfig(Buffer.from(text), options);
  const { threads = new ReadyThreads() } = options;
  return { store, config, key, keyId, objects, threads };
}

interface OpenOptions extends FindKeyOptions {
  readonly threads?: ReadyThreads;
}

/**
 * Opens a vault. Throws `no-vault`, `wrong-password`, `keys-untried`, `newer-format`, `cancelled`, or `damaged` naming the object.
 */
export async function openVault(
  store: ObjectStore,
  secret: Secret,
  options: OpenOptions = {},
): Promise<OpenVault> {
  const stored = await readConfig(store, options);
  let tools: ObjectTools | undefined;
  const meanwhile = (): void => {
    options.meanwhile?.();
    tools ??= new ObjectTools();
    // Finds out the local offset, for the lock.
    formatGoTime(BigInt(Date.now()) * 1_000_000n);
  };
  const { key, keyId } = await findKey(store, secret, { ...options, meanwhile });
  const text = new VaultObjects(store, key, 2, tools).openConfig(stored);
  const config = parseConfig(text, store.url);
  const objects = new VaultObjects(store, key, config.version, tools);
  const { threads = new ReadyThreads() } = options;
  return { store, config, key, keyId, objects, threads };
}

/** The sealed config. Throws `no-vault`. */
async function readConfig(store: ObjectStore, options: CallOptions): Promise<Buffer> {
  try {
    return await readObject(store, "config", options);
  } catch (error) {
    if (error instanceof StoreError && error.code === "not-found")
      throw new ResteraError("no-vault", { url: store.url });
    throw error;
  }
}

/**
 * Adds a key file that opens the vault with another password; gives its id. It is read back and opened
 * before this resolves, so that nobody relies on a key that does not work.
 */
export async function addKey(
  vault: OpenVault,
  password: string,
  options: CallOptions & { readonly owner?: KeyOwner } = {},
): Promise<string> {
  const { owner, ...call } = options;
  const id = await saveKeyFile(vault.store, await createKeyFile(password, vault.key, owner), call);
  if (await opensKey(vault.store, id, password, call)) return id;
  throw new ResteraError("damaged", { object: `key ${id}`, problem: "it does not open the vault" });
}

async function saveKeyFile(
  store: ObjectStore,
  bytes: Buffer,
  options: CallOptions,
): Promise<string> {
  const id = hash("sha256", bytes, "hex");
  await store.putNew(`keys/${id}`, bytes, { ...options, sha256: id });
  return id;
}

function parseConfig(text: Buffer, url: string): VaultConfig {
  let json: { version?: unknown; id?: unknown; chunker_polynomial?: unknown };
  try {
    json = JSON.parse(text.toString("utf8")) as typeof json;
  } catch (cause) {
    throw new ResteraError("damaged", { object: "config", problem: problemOf(cause), cause });
  }
  const { version, id, chunker_polynomial: polynomial } = json;
  if (typeof version === "number" && version > 2)
    throw new ResteraError("newer-format", { url, version });
  const known = version === 1 || version === 2;
  const hex = typeof polynomial === "string" && /^[0-9a-f]{14}$/.test(polynomial);
  if (
    !known ||
    typeof id !== "string" ||
    !isId(id) ||
    !hex ||
    !isIrreducible(BigInt(`0x${polynomial}`))
  ) {
    throw new ResteraError("damaged", {
      object: "config",
      problem: "its fields are missing or wrong",
    });
  }
  return { version, id, polynomial };
}
