import { hash } from "node:crypto";
import { hostname } from "node:os";
import { ResteraError } from "../../foundation/errors.ts";
import { isId } from "../../foundation/hex.ts";
import {
  type CallOptions,
  type ObjectStore,
  StoreError,
} from "../../stores/objects/object-store.ts";
import { readObject } from "../../stores/objects/read-object.ts";
import { keyCost, keyInfo, openKeyFile } from "../crypto/key-file.ts";
import type { MasterKey } from "../crypto/master-key.ts";
import { currentUser } from "../current-user.ts";
import { forEachBounded } from "../workers/for-each-bounded.ts";
import { firstFound } from "./first-found.ts";

/** What opens a vault: a password, and optionally the id of the key file that it belongs to, or its beginning. */
export interface Secret {
  readonly password: string;
  readonly keyHint?: string;
}

export interface FoundKey {
  readonly key: MasterKey;
  /** Id of its file. */
  readonly keyId: string;
}

export interface FindKeyOptions extends CallOptions {
  /** Called while the password is being worked on, possibly several times. */
  readonly meanwhile?: () => void;
  /** Called whenever one more key was found not to be the password's. */
  readonly onKeyTried?: (tried: number, total: number) => void;
}

interface KeyFile {
  readonly id: string;
  readonly bytes: Buffer;
}

export const MAX_KEY_FILE_BYTES = 1 << 20;
/** Each takes a good part of a second, so their number has a bound; restic gives up after 20. */
const MAX_KEYS = 100;
/** So many files are looked at to find those of this user. */
const MAX_FILES = 1_000;
const FILES_AT_ONCE = 8;

/**
 * Finds the key that a password opens: the one that is hinted at, then those that this user made on this machine, then this user's, then
 * the others. Throws `wrong-password`, `keys-untried` when there are more than are tried, `cancelled`, or `damaged` when a broken key file
 * may be the one.
 */
export async function findKey(
  store: ObjectStore,
  secret: Secret,
  options: FindKeyOptions = {},
): Promise<FoundKey> {
  const ids = await listKeyIds(store, options);
  const total = Math.min(ids.length, MAX_KEYS);
  const search = new KeySearch(store, secret.password, total, options);
  const [hinted, other] = ids.filter((id) => secret.keyHint && id.startsWith(secret.keyHint));
  const first = other === undefined ? hinted : undefined;
  const found =
    (first === undefined ? undefined : await search.among([first])) ??
    (await search.among(ids.filter((id) => id !== first)));
  if (found !== undefined) return found;
  if (search.damage === undefined && ids.length > MAX_KEYS) {
    throw new ResteraError("keys-untried", { url: store.url, keys: ids.length, tried: MAX_KEYS });
  }
  throw search.damage ?? new ResteraError("wrong-password", { url: store.url, keys: ids.length });
}

/** True when the password opens the key with this id. Throws `damaged`. */
export async function opensKey(
  store: ObjectStore,
  id: string,
  password: string,
  call: CallOptions,
): Promise<boolean> {
  const file = await readKeyFile(store, id, call);
  return file !== undefined && (await tryKey(file, password)) !== undefined;
}

async function listKeyIds(store: ObjectStore, call: CallOptions): Promise<string[]> {
  const ids: string[] = [];
  for await (const { key } of store.list("keys/", call)) {
    const id = key.slice("keys/".length);
    if (isId(id)) ids.push(id);
  }
  if (ids.length > 0) return ids;
  throw new ResteraError("damaged", { object: "keys", problem: "the vault has no key file" });
}

class KeySearch {
  /** The first of what is wrong with key files. */
  damage: ResteraError | undefined;
  private readonly store: ObjectStore;
  private readonly password: string;
  private readonly total: number;
  private readonly options: FindKeyOptions;
  private tried = 0;

  constructor(store: ObjectStore, password: string, total: number, options: FindKeyOptions) {
    this.store = store;
    this.password = password;
    this.total = total;
    this.options = options;
  }

  async among(ids: readonly string[]): Promise<FoundKey | undefined> {
    const files = byOwner(await this.read(ids.slice(0, MAX_FILES)));
    const { signal } = this.options;
    const jobs = files.slice(0, this.total - this.tried).map((file) => ({
      bytes: keyCost(file.bytes),
      work: () => this.attempt(file),
    }));
    return firstFound(jobs, signal);
  }

  private async read(ids: readonly string[]): Promise<KeyFile[]> {
    const files: (KeyFile | undefined)[] = [];
    await forEachBounded(ids.entries(), FILES_AT_ONCE, async ([i, id]) => {
      files[i] = await readKeyFile(this.store, id, this.options);
    });
    return files.filter((file) => file !== undefined);
  }

  private async attempt(file: KeyFile): Promise<FoundKey | undefined> {
    const { meanwhile, onKeyTried } = this.options;
    try {
      const key = await tryKey(file, this.password, meanwhile);
      if (key !== undefined) return { key, keyId: file.id };
    } catch (error) {
      if (!(error instanceof ResteraError) || error.code !== "damaged") throw error;
      this.damage ??= error;
    }
    onKeyTried?.(++this.tried, this.total);
    return undefined;
  }
}

/** Undefined when somebody removed the key meanwhile. */
async function readKeyFile(
  store: ObjectStore,
  id: string,
  call: CallOptions,
): Promise<KeyFile | undefined> {
  const { signal, timeoutMs } = call;
  const limits = {
    maxBytes: MAX_KEY_FILE_BYTES,
    ...(signal && { signal }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
  try {
    return { id, bytes: await readObject(store, `keys/${id}`, limits) };
  } catch (error) {
    if (error instanceof StoreError && error.code === "not-found") return undefined;
    throw error;
  }
}

/** Mine of this machine first, then mine of others; a file that cannot be read is anybody's. */
function byOwner(files: readonly KeyFile[]): KeyFile[] {
  if (files.length < 2) return [...files];
  const { username } = currentUser();
  const host = hostname();
  const rank = ({ id, bytes }: KeyFile): number => {
    try {
      const info = keyInfo(bytes, id);
      if (info.username !== username) return 2;
      return info.hostname === host ? 0 : 1;
    } catch {
      return 2;
    }
  };
  const ranked = files.map((file) => ({ file, rank: rank(file) }));
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ file }) => file);
}

async function tryKey(
  { id, bytes }: KeyFile,
  password: string,
  meanwhile?: () => void,
): Promise<MasterKey | undefined> {
  const object = `key ${id}`;
  const key = await openKeyFile(bytes, password, object, meanwhile);
  if (key === undefined && hash("sha256", bytes, "hex") !== id) {
    const problem = "its content does not have the hash it is named by";
    throw new ResteraError("damaged", { object, problem });
  }
  return key;
}
