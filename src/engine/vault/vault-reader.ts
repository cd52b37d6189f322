import { setImmediate } from "node:timers/promises";
import { ResteraError } from "../../foundation/errors.ts";
import { decodeHexString } from "../../foundation/hex.ts";
import { type CallOptions, StoreError } from "../../stores/objects/object-store.ts";
import { readObject } from "../../stores/objects/read-object.ts";
import { type BlobType, DATA, TREE } from "../blob-type.ts";
import { type BlobPlace } from "../index/blob-table.ts";
import type { VaultIndex } from "../index/load-index.ts";
import { collectObjectsAfter } from "../crypto/collect-garbage.ts";
import { Sealer } from "../crypto/sealer.ts";
import { Kernels } from "../kernels/kernels.ts";
import { BlobReader, type BlobText } from "../pack/blob-reader.ts";
import { createFrameDecoder } from "../pack/zstd.ts";
import { PackFiles, packKey, packsFolder, sharePackIds } from "../pack/pack-files.ts";
import { decodeTree, decodeTreeParts } from "../tree/decode-tree.ts";
import type { TreeNode } from "../tree/tree-node.ts";
import type { OpenVault } from "./open-vault.ts";

/** Text of trees that stays decoded. */
const TREE_CACHE_BYTES = 1 << 20;
/** What is larger is not decoded at once where that can be avoided. */
const LARGE_TREE_BYTES = 4 << 20;
/** Decoding a tree leaves some eight times its text behind. */
const GARBAGE_PER_TEXT = 8;
/** What a part of a large tree leaves behind. */
const PART_GARBAGE_BYTES = 8 << 20;
/** A folder's packs are read without waiting for anything: so often others have their turn, among them whoever cancels. */
const TURN_SECONDS = 0.05;

/** Reads blobs and trees of an open vault, one at a time, through its index. Keeps recent trees. */
export class VaultReader {
  readonly vault: OpenVault;
  readonly index: VaultIndex;
  private readonly trees = new Map<string, { nodes: readonly TreeNode[]; bytes: number }>();
  /** Blobs come from a folder, one after the other: there is nothing to wait for. */
  readonly isLocal: boolean;
  private readonly files: PackFiles;
  private blobs: BlobReader;
  private kernels!: Kernels;
  private treeBytes = 0;
  private turnSeconds = process.uptime();
  private readonly idBytes = new Uint8Array(32);

  constructor(vault: OpenVault, index: VaultIndex) {
    this.vault = vault;
    this.index = index;
    const root = packsFolder(vault.store);
    this.isLocal = root !== undefined;
    this.files = new PackFiles({ root: root ?? "", ids: sharePackIds(index.packs) });
    this.blobs = this.newBlobs();
  }

  /** Reads into kernel memory of its own. */
  private newBlobs(): BlobReader {
    const { vault, index, files } = this;
    this.kernels = new Kernels();
    const tools = { kernels: this.kernels, sealer: new Sealer(this.kernels, vault.key) };
    return new BlobReader({ ...tools, codec: createFrameDecoder(), table: index.table, files });
  }

  close(): void {
    this.files.close();
  }

  /** Entry of a blob in the index; throws `blob-missing`. */
  entry(type: BlobType, id: string): number {
    const entry = this.find(type, id);
    if (entry < 0) throw new ResteraError("blob-missing", { blob: id });
    return entry;
  }

  /** Entry of a blob in the index; below 0 when it has none. */
  find(type: BlobType, id: string): number {
    const valid = id.length === 64 && decodeHexString(id, 0, this.idBytes);
    return valid ? this.index.table.find(type, this.idBytes) : -1;
  }

  has(type: BlobType, id: string): boolean {
    return this.find(type, id) >= 0;
  }

  /** A blob's text. */
  async blob(type: BlobType, id: string, options: CallOptions = {}): Promise<Buffer> {
    return this.withText(type, id, options, (text) => Buffer.from(text));
  }

  data(id: string, options: CallOptions = {}): Promise<Buffer> {
    return this.blob(DATA, id, options);
  }

  async tree(id: string, options: CallOptions = {}): Promise<readonly TreeNode[]> {
    if (this.isTurnDue()) await this.giveTurn();
    const known = this.trees.get(id);
    if (known !== undefined) {
      this.trees.delete(id);
      this.trees.set(id, known);
      return known.nodes;
    }
    return this.withText(TREE, id, options, (text) => {
      const nodes = decodeDropped(id, text);
      this.keep(id, nodes, text.length);
      return nodes;
    });
  }

  /** The same, for a walk that comes to each tree once. */
  treeOnce(id: string, options: CallOptions = {}): Promise<readonly TreeNode[]> {
    return this.withText(TREE, id, options, (text) => decodeDropped(id, text));
  }

  /**
   * The same as `tree`, for what goes through the nodes once: a very large tree comes in parts, and is not kept. What is damaged of it may be
   * thrown after some of them.
   */
  async treeParts(id: string, options: CallOptions = {}): Promise<Iterable<readonly TreeNode[]>> {
    if (this.trees.has(id)) return [await this.tree(id, options)];
    return this.withText(TREE, id, options, (text) => {
      if (text.length < LARGE_TREE_BYTES) {
        const nodes = decodeDropped(id, text);
        this.keep(id, nodes, text.length);
        return [nodes];
      }
      // Its text stays where it is for as long as it is needed, and goes with the memory that it made grow.
      this.blobs = this.newBlobs();
      return droppedParts(id, text);
    });
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

  /**
   * Uses a blob's text at once, before another call that is under way can overwrite it in kernel memory. A
   * damaged copy is passed over when the blob lies in another pack too.
   */
  private async withText<Result>(
    type: BlobType,
    id: string,
    options: CallOptions,
    use: (text: Buffer) => Result,
  ): Promise<Result> {
    if (this.isTurnDue()) await this.giveTurn();
    const entry = this.entry(type, id);
    const places = [this.index.table.place(entry), ...(this.index.duplicates.get(entry) ?? [])];
    let first: unknown;
    for (const place of places) {
      try {
        // A folder's packs are read without detours: listings touch thousands of small trees.
        if (this.isLocal) return use(this.bytesOf(this.blobs.read(entry, place)));
        const sealed = await this.fetch(place, options);
        return use(this.bytesOf(this.blobs.openCopy(entry, place, sealed)));
      } catch (error) {
        if (!(error instanceof ResteraError) || error.code !== "damaged") throw error;
        first ??= error;
      }
    }
    throw first;
  }

  private isTurnDue(): boolean {
    return process.uptime() - this.turnSeconds > TURN_SECONDS;
  }

  private async giveTurn(): Promise<void> {
    await setImmediate();
    this.turnSeconds = process.uptime();
  }

  private bytesOf({ at, length }: BlobText): Buffer {
    return this.kernels.bytes.subarray(at, at + length);
  }

  private async fetch(place: BlobPlace, options: CallOptions): Promise<Buffer> {
    const packId = this.files.id(place.pack);
    const range = { start: place.offset, end: place.offset + place.length };
    try {
      // Trees are read again and again, and whoever reads one reads its neighbours.
      const keep = place.type === TREE;
      return await readObject(this.vault.store, packKey(packId), { ...options, range, keep });
    } catch (cause) {
      if (!(cause instanceof StoreError) || cause.code !== "not-found") throw cause;
      throw new ResteraError("damaged", {
        object: `pack ${packId}`,
        problem: "it is missing",
        cause,
      });
    }
  }
}

/** A walk drops as many nodes as it reads: left alone, they would pile up to several times what is in use. */
function decodeDropped(id: string, text: Buffer): readonly TreeNode[] {
  const nodes = decodeTree(id, text);
  collectObjectsAfter(text.length * GARBAGE_PER_TEXT);
  return nodes;
}

function* droppedParts(id: string, text: Buffer): Generator<readonly TreeNode[]> {
  for (const nodes of decodeTreeParts(id, text)) {
    yield nodes;
    collectObjectsAfter(PART_GARBAGE_BYTES);
  }
}
