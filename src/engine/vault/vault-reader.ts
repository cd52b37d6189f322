import { hash } from "node:crypto";
import zlib from "node:zlib";
import { isSystemError, ResteraError, problemOf } from "../../foundation/errors.ts";
import { decodeHexString } from "../../foundation/hex.ts";
import { type CallOptions, StoreError } from "../../stores/objects/object-store.ts";
import { readObject } from "../../stores/objects/read-object.ts";
import { type BlobType, DATA, TREE } from "../blob-type.ts";
import { type BlobPlace } from "../index/blob-table.ts";
import type { VaultIndex } from "../index/load-index.ts";
import { PackFiles, packKey, sharePackIds, storeFolder } from "../pack/pack-files.ts";
import { decodeTree } from "../tree/decode-tree.ts";
import type { TreeNode } from "../tree/tree-node.ts";
import type { OpenVault } from "./open-vault.ts";

/** Text of trees that stays decoded. */
const TREE_CACHE_BYTES = 16 << 20;

/** Reads blobs and trees of an open vault, one at a time, through its index. Keeps recent trees. */
export class VaultReader {
  readonly vault: OpenVault;
  readonly index: VaultIndex;
  private readonly trees = new Map<string, { nodes: readonly TreeNode[]; bytes: number }>();
  private readonly files: PackFiles | undefined;
  private treeBytes = 0;
  private readonly idBytes = new Uint8Array(32);

  constructor(vault: OpenVault, index: VaultIndex) {
    this.vault = vault;
    this.index = index;
    const root = storeFolder(vault.store);
    if (root !== undefined) this.files = new PackFiles({ root, ids: sharePackIds(index.packs) });
  }

  close(): void {
    this.files?.close();
  }

  /** Entry of a blob in the index; throws `blob-missing`. */
  entry(type: BlobType, id: string): number {
    const valid = id.length === 64 && decodeHexString(id, 0, this.idBytes);
    const entry = valid ? this.index.table.find(type, this.idBytes) : -1;
    if (entry < 0) throw new ResteraError("blob-missing", { blob: id });
    return entry;
  }

  has(type: BlobType, id: string): boolean {
    return (
      id.length === 64 &&
      decodeHexString(id, 0, this.idBytes) &&
      this.index.table.find(type, this.idBytes) >= 0
    );
  }

  /** A blob's text. A damaged copy is passed over when the blob lies in another pack too. */
  async blob(type: BlobType, id: string, options: CallOptions = {}): Promise<Buffer> {
    const entry = this.entry(type, id);
    const places = [this.index.table.place(entry), ...(this.index.duplicates.get(entry) ?? [])];
    let first: unknown;
    for (const place of places) {
      try {
        return await this.blobAt(place, id, options);
      } catch (error) {
        if (!(error instanceof ResteraError) || error.code !== "damaged") throw error;
        first ??= error;
      }
    }
    throw first;
  }

  data(id: string, options: CallOptions = {}): Promise<Buffer> {
    return this.blob(DATA, id, options);
  }

  async tree(id: string, options: CallOptions = {}): Promise<readonly TreeNode[]> {
    const known = this.trees.get(id);
    if (known !== undefined) {
      this.trees.delete(id);
      this.trees.set(id, known);
      return known.nodes;
    }
    const text = await this.blob(TREE, id, options);
    const nodes = decodeTree(id, text);
    this.keep(id, nodes, text.length);
    return nodes;
  }

  private keep(id: string, nodes: readonly TreeNode[], bytes: number): void {
    if (bytes > TREE_CACHE_BYTES / 2 || this.trees.has(id)) return;
    this.trees.set(id, { nodes, bytes });
    this.treeBytes += bytes;
    for (const [oldest, tree] of this.trees) {
      if (this.treeBytes <= TREE_CACHE_BYTES) break;
      this.trees.delete(oldest);
      this.treeBytes -= tree.bytes;
    }
  }

  /** A folder's packs are read without detours: listings touch thousands of small trees. */
  private readLocal(place: BlobPlace): Buffer {
    const sealed = Buffer.allocUnsafe(place.length);
    return sealed.subarray(0, this.files!.read(place.pack, place.offset, place.length, sealed, 0));
  }

  private async blobAt(place: BlobPlace, id: string, options: CallOptions): Promise<Buffer> {
    const packId = this.index.packs[place.pack];
    if (packId === undefined) throw new ResteraError("blob-missing", { blob: id });
    const damaged = (problem: string, cause?: unknown): ResteraError =>
      new ResteraError("damaged", { object: `pack ${packId}`, problem, cause });
    const range = { start: place.offset, end: place.offset + place.length };
    let sealed: Buffer;
    try {
      sealed =
        this.files === undefined
          ? await readObject(this.vault.store, packKey(packId), { ...options, range })
          : this.readLocal(place);
    } catch (error) {
      const missing =
        error instanceof StoreError ? error.code === "not-found" : isSystemError(error, "ENOENT");
      if (missing) throw damaged("it is missing", error);
      if (isSystemError(error, "EIO")) throw damaged(problemOf(error), error);
      throw error;
    }
    if (sealed.length !== place.length) throw damaged(`it ends before blob ${id}`);
    const text = this.vault.objects.openSealed(sealed);
    if (text === undefined) throw damaged(`the seal of blob ${id} is broken`);
    const plain = place.rawLength > 0 ? decompress(text, place.rawLength, damaged, id) : text;
    if (hash("sha256", plain, "hex") !== id)
      throw damaged(`blob ${id} does not have the hash it is named by`);
    return plain;
  }
}

function decompress(
  frame: Buffer,
  length: number,
  damaged: (problem: string, cause?: unknown) => ResteraError,
  id: string,
): Buffer {
  try {
    return zlib.zstdDecompressSync(frame, { maxOutputLength: Math.max(length, 1) });
  } catch (cause) {
    throw damaged(`blob ${id} does not decompress: ${problemOf(cause)}`, cause);
  }
}
