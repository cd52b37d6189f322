import { generatePortableIdentity, type PortableKey } from "../../engine/portable/portable-key.ts";
import { decryptPortable } from "../../engine/portable/decrypt-portable.ts";
import { encryptPortable } from "../../engine/portable/encrypt-portable.ts";
import { ResteraError } from "../../foundation/errors.ts";
import { collectBytes, openBody } from "../../stores/objects/body.ts";
import {
  StoreError,
  type CallOptions,
  type ObjectInfo,
  type ObjectStore,
  type Version,
} from "../../stores/objects/object-store.ts";
import { readObject } from "../../stores/objects/read-object.ts";
import { decodeRecord, encodeRecord, mostRecordBytes } from "./record-codec.ts";

/** How records are kept in one place. */
export interface RecordStoreOptions {
  /** In front of every key: `magnus-data`. */
  readonly prefix?: string;
  /** Write gzip of the JSON; what is there is read either way. */
  readonly compress?: boolean;
  /**
   * Encrypts what is written. With a passphrase, records are encrypted for an identity that is kept, encrypted
   * with the passphrase, as `keys/records.age` beside them: `age -d -i keys/records.age RECORD` opens one.
   */
  readonly key?: PortableKey;
}

/** What one key held when it was read. */
export interface StoredRecord {
  readonly document: unknown;
  readonly version: Version;
  readonly bytes: number;
}

const identityKey = "keys/records.age";
const mostIdentityBytes = 64 << 10;

/** Records in one object store, below a prefix: keys without it go in, documents come out. */
export class RecordStore {
  readonly store: ObjectStore;
  readonly prefix: string;
  readonly #compress: boolean;
  readonly #given: PortableKey | undefined;
  #opened: Promise<PortableKey> | undefined;

  constructor(store: ObjectStore, { prefix = "", compress = false, key }: RecordStoreOptions = {}) {
    this.store = store;
    const segments = prefix.split("/").filter(Boolean);
    this.prefix = segments.length === 0 ? "" : `${segments.join("/")}/`;
    this.#compress = compress;
    this.#given = key;
  }

  /** The place in words, for messages. */
  get url(): string {
    return `${this.store.url}/${this.prefix}`.replace(/\/+$/, "");
  }

  get isEncrypted(): boolean {
    return this.#given !== undefined;
  }

  /** Undefined when there is no such record. Throws `record-unreadable`, `record-encrypted` and the key's errors. */
  async read(key: string, call: CallOptions = {}): Promise<StoredRecord | undefined> {
    let found: Awaited<ReturnType<ObjectStore["get"]>>;
    try {
      found = await this.store.get(this.prefix + key, call);
    } catch (error) {
      if (isStoreError(error, "not-found")) return undefined;
      throw error;
    }
    const subject = { store: this.url, key };
    if (found.size > mostRecordBytes) {
      const problem = `it has more than ${mostRecordBytes} bytes`;
      throw new ResteraError("record-unreadable", { ...subject, problem });
    }
    const bytes = await collectBytes(found.body);
    const document = await decodeRecord(bytes, await this.#readingKey(bytes), subject);
    return { document, version: found.version, bytes: bytes.length };
  }

  /** Writes a key that is not there yet; "exists" when it is, with whatever content. */
  async create(
    key: string,
    document: unknown,
    call: CallOptions = {},
  ): Promise<"created" | "exists"> {
    const body = await this.#encode(document, call);
    try {
      return await this.store.putNew(this.prefix + key, body, call);
    } catch (error) {
      if (isStoreError(error, "corrupt")) return "exists";
      throw error;
    }
  }

  /** Writes a key if it still has the version (null: if it is not there); undefined when it has not. */
  async replace(
    key: string,
    document: unknown,
    ifVersion: Version | null,
    call: CallOptions = {},
  ): Promise<Version | undefined> {
    const body = await this.#encode(document, call);
    const result = await this.store.replace(this.prefix + key, body, ifVersion, call);
    return result.ok ? result.version : undefined;
  }

  /** What is there below a prefix, in key order; keys without the store's prefix. */
  async *list(
    below: string,
    call: CallOptions & { after?: string } = {},
  ): AsyncGenerator<ObjectInfo> {
    const { after, ...rest } = call;
    const options = after === undefined ? rest : { ...rest, after: this.prefix + after };
    for await (const info of this.store.list(this.prefix + below, options)) {
      yield { ...info, key: info.key.slice(this.prefix.length) };
    }
  }

  head(key: string, call: CallOptions = {}): Promise<ObjectInfo | null> {
    return this.store.head(this.prefix + key, call);
  }

  /** What files beside the records are encrypted with; undefined where nothing is. */
  writingKey(call: CallOptions = {}): Promise<PortableKey | undefined> {
    if (this.#given === undefined) return Promise.resolve(undefined);
    return this.#openKey(call);
  }

  async close(): Promise<void> {
    await this.store.close();
  }

  /** Only what is encrypted needs the key: plain records are read even while the key cannot be. */
  async #readingKey(bytes: Uint8Array): Promise<PortableKey | undefined> {
    const isPlain = bytes[0] !== 0x61;
    return isPlain ? undefined : this.writingKey();
  }

  async #encode(document: unknown, call: CallOptions): Promise<Uint8Array> {
    const key = await this.writingKey(call);
    return encodeRecord(document, { compress: this.#compress, ...(key !== undefined && { key }) });
  }

  #openKey(call: CallOptions): Promise<PortableKey> {
    const given = this.#given!;
    if ("identity" in given) return Promise.resolve(given);
    this.#opened ??= this.#identity(given, call).catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  /** The identity kept for a passphrase; the first who comes makes it. */
  async #identity(passphrase: PortableKey, call: CallOptions): Promise<PortableKey> {
    const key = this.prefix + identityKey;
    for (;;) {
      const sealed = await readObject(this.store, key, {
        ...call,
        maxBytes: mostIdentityBytes,
      }).catch((error: unknown) => {
        if (isStoreError(error, "not-found")) return undefined;
        throw error;
      });
      if (sealed !== undefined) {
        const opened = await collectBytes(
          decryptPortable(openBody(sealed), passphrase, { name: identityKey }),
        );
        return { identity: Buffer.from(opened).toString().trim() };
      }
      const made = Buffer.from(`${await generatePortableIdentity()}\n`);
      const body = await collectBytes(encryptPortable(openBody(made), passphrase));
      // Whoever wins, what is kept is read back.
      await this.store.putNew(key, body, call).catch((error: unknown) => {
        if (!isStoreError(error, "corrupt")) throw error;
      });
    }
  }
}

export function isStoreError(error: unknown, ...codes: StoreError["code"][]): error is StoreError {
  return error instanceof StoreError && codes.includes(error.code);
}
