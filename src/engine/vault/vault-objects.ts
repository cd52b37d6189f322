import { hash } from "node:crypto";
import zlib from "node:zlib";
import { ResteraError, problemOf } from "../../foundation/errors.ts";
import { isId } from "../../foundation/hex.ts";
import type { CallOptions, ObjectStore } from "../../stores/objects/object-store.ts";
import { readObject } from "../../stores/objects/read-object.ts";
import type { MasterKey } from "../crypto/master-key.ts";
import { collectGarbageAfter } from "../crypto/collect-garbage.ts";
import { Sealer } from "../crypto/sealer.ts";
import { Kernels } from "../kernels/kernels.ts";
import { createFrameDecoder } from "../pack/zstd.ts";
import type { SizedObject } from "./fetch-ahead.ts";

export type ObjectFolder = "index" | "snapshots" | "locks";

/** Of a stored object that is read: its parts and the whole. */
const STORED_COPIES = 2;
/** First byte of a compressed object; raw JSON begins with `{` or `[`. */
const COMPRESSED = 2;
const SCRATCH_BYTES = 1 << 20;
const WINDOW_BYTES = 1 << 18;
/**
 * What a zstd frame may grow to, which may claim any size. An index of a million blobs has some 200 MB; a
 * snapshot names its paths, of which there may be a million too; a lock has some 200 bytes.
 */
const MOST_TEXT_BYTES: Record<ObjectFolder, number> = {
  index: 256 << 20,
  snapshots: 128 << 20,
  locks: 1 << 20,
};

/** More than any config has. */
const CONFIG_BYTES = 1 << 20;

/** Uses the text in [at, end) of `bytes`; gives the position up to which it is used up. */
export type TakeWindow = (bytes: Buffer, at: number, end: number, last: boolean) => number;

const singular: Record<ObjectFolder, string> = {
  index: "index",
  snapshots: "snapshot",
  locks: "lock",
};

/** What objects are sealed and opened with. It takes a while to make and needs no key. */
export class ObjectTools {
  readonly kernels = new Kernels();
  readonly codec = createFrameDecoder();
  readonly scratch = this.kernels.allocate(SCRATCH_BYTES);
}

/**
 * The vault's objects outside packs: index, snapshot and lock files, named by the SHA-256 of their
 * stored bytes, and the config. Format: restic's "Unpacked Data Format".
 */
export class VaultObjects {
  readonly store: ObjectStore;
  private readonly kernels: Kernels;
  private readonly codec: ObjectTools["codec"];
  private readonly sealer: Sealer;
  private readonly scratch: number;
  private readonly compress: boolean;

  constructor(
    store: ObjectStore,
    key: MasterKey,
    formatVersion: 1 | 2,
    { kernels, codec, scratch } = new ObjectTools(),
  ) {
    this.store = store;
    this.kernels = kernels;
    this.codec = codec;
    this.scratch = scratch;
    this.sealer = new Sealer(this.kernels, key);
    this.compress = formatVersion >= 2;
  }

  /** Seals and stores a JSON text; gives its id. */
  async save(folder: ObjectFolder, text: Uint8Array, options: CallOptions = {}): Promise<string> {
    return this.put(folder, this.compress ? packText(text) : text, options);
  }

  /** Stores what is already in its packed form: the marker byte and a zstd frame. */
  async savePacked(
    folder: ObjectFolder,
    packed: Uint8Array,
    options: CallOptions = {},
  ): Promise<string> {
    return this.put(folder, packed, options);
  }

  /** Loads and opens an object; throws `damaged` when its name, seal or compression does not hold. */
  async load(folder: ObjectFolder, id: string, options: CallOptions = {}): Promise<Buffer> {
    return this.openStored(folder, id, await this.fetch(folder, id, options));
  }

  /** An object as it is stored. Throws `damaged` when its name does not hold. */
  async fetch(folder: ObjectFolder, id: string, options: CallOptions = {}): Promise<Buffer> {
    const stored = await readObject(this.store, `${folder}/${id}`, options);
    if (hash("sha256", stored, "hex") === id) return stored;
    const object = `${singular[folder]} ${id}`;
    throw new ResteraError("damaged", {
      object,
      problem: "its content does not have the hash it is named by",
    });
  }

  /** Opens what `fetch` gave. */
  openStored(folder: ObjectFolder, id: string, stored: Buffer): Buffer {
    return this.openText(stored, `${singular[folder]} ${id}`, MOST_TEXT_BYTES[folder]);
  }

  /**
   * Opens what `fetch` gave and hands over its text window by window, so that a large one is never in memory whole. `take`
   * uses what it can of `bytes` in [at, end) and gives the position up to which it did.
   */
  openInWindows(folder: ObjectFolder, id: string, stored: Buffer, take: TakeWindow): void {
    this.openWindows(stored, `${singular[folder]} ${id}`, take);
  }

  private openWindows(stored: Buffer, object: string, take: TakeWindow): void {
    // A large index has hundreds of these files: what the ones before left is not to pile up.
    collectGarbageAfter(STORED_COPIES * stored.length);
    const { kernels, scratch } = this;
    kernels.extendLast(scratch, stored.length + WINDOW_BYTES);
    kernels.bytes.set(stored, scratch);
    const length = this.sealer.open(scratch, stored.length);
    if (length < 0) throw brokenSeal(object);
    const text = scratch + 16;
    const first = kernels.bytes[text];
    if (first === 0x7b || first === 0x5b) {
      take(kernels.bytes, text, text + length, true);
    } else if (first === COMPRESSED) {
      const window = scratch + stored.length;
      try {
        this.codec.stream(kernels.bytes, text + 1, length - 1, window, WINDOW_BYTES, (end, last) =>
          take(kernels.bytes, window, end, last),
        );
      } catch (cause) {
        throw new ResteraError("damaged", { object, problem: problemOf(cause), cause });
      }
    } else {
      throw unknownEncoding(object, first);
    }
  }

  /** Ids in a folder, in order; names that are no ids are passed over, as restic does. */
  async *list(folder: ObjectFolder | "keys", options: CallOptions = {}): AsyncGenerator<string> {
    for await (const { id } of this.listSized(folder, options)) yield id;
  }

  /** The same, with the bytes that each takes in the store. */
  async *listSized(
    folder: ObjectFolder | "keys",
    options: CallOptions = {},
  ): AsyncGenerator<SizedObject> {
    for await (const { key, size } of this.store.list(`${folder}/`, options)) {
      const id = key.slice(folder.length + 1);
      if (isId(id)) yield { id, size };
    }
  }

  /** Opens the bytes of the config object, which is never compressed. */
  openConfig(stored: Buffer): Buffer {
    return this.openText(stored, "config", CONFIG_BYTES);
  }

  async saveConfig(text: Uint8Array, options: CallOptions = {}): Promise<"created" | "exists"> {
    return this.store.putNew("config", this.sealer.sealBytes(text, this.scratch), options);
  }

  /** Opens any sealed bytes, e.g. a pack's header. */
  openSealed(sealed: Uint8Array): Buffer | undefined {
    return this.sealer.openBytes(sealed, this.scratch);
  }

  private async put(
    folder: ObjectFolder,
    packed: Uint8Array,
    options: CallOptions,
  ): Promise<string> {
    const sealed = this.sealer.sealBytes(packed, this.scratch);
    const id = hash("sha256", sealed, "hex");
    await this.store.putNew(`${folder}/${id}`, sealed, { ...options, sha256: id });
    return id;
  }

  private openText(stored: Buffer, object: string, mostBytes: number): Buffer {
    const parts: Buffer[] = [];
    let length = 0;
    this.openWindows(stored, object, (bytes, at, end) => {
      length += end - at;
      if (length > mostBytes) throw new Error(`its text has more than ${mostBytes} bytes`);
      parts.push(Buffer.from(bytes.subarray(at, end)));
      return end;
    });
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts, length);
  }
}

function brokenSeal(object: string): ResteraError {
  return new ResteraError("damaged", {
    object,
    problem: "its seal is broken (the MAC does not match)",
  });
}

function unknownEncoding(object: string, first: number | undefined): ResteraError {
  return new ResteraError("damaged", { object, problem: `unknown encoding ${first ?? "(empty)"}` });
}

/** The compressed form of a text: a marker byte, then a zstd frame. */
function packText(text: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([COMPRESSED]), zlib.zstdCompressSync(text)]);
}
