import { hash } from "node:crypto";
import { type BlobType, DATA, TREE } from "../blob-type.ts";
import { type BlobTable } from "../index/blob-table.ts";
import { grownSize, type Kernels } from "../kernels/kernels.ts";
import type { Packer } from "../pack/packer.ts";
import { MIN_CHUNK_BYTES } from "../chunk/chunker.ts";
import type { WorkerTotals } from "./messages.ts";

const TREE_AREA_BYTES = 1 << 20;

/** Names blobs by their hash, and packs those that the vault does not have. */
export class BlobSaver {
  readonly table: BlobTable;
  readonly packers: readonly [Packer, Packer];
  private readonly kernels: Kernels;
  private readonly totals: WorkerTotals;
  private treeArea: number;
  private treeAreaSize = TREE_AREA_BYTES;
  private zeroId: Buffer | undefined;

  constructor(
    kernels: Kernels,
    table: BlobTable,
    packers: readonly [Packer, Packer],
    totals: WorkerTotals,
  ) {
    this.kernels = kernels;
    this.table = table;
    this.packers = packers;
    this.totals = totals;
    this.treeArea = kernels.allocate(TREE_AREA_BYTES);
  }

  /** Saves a chunk of file content that lies in kernel memory; gives its id in hexadecimal digits. */
  saveData(at: number, length: number): string {
    return this.save(DATA, at, length).toString("hex");
  }

  /** Saves a tree, given the texts of its nodes in order; gives its id. */
  saveTree(nodes: readonly string[]): string {
    const length = this.writeTree(nodes);
    return this.save(TREE, this.treeArea, length).toString("hex");
  }

  private save(type: BlobType, at: number, length: number): Buffer {
    const id = this.idOf(at, length);
    if (this.table.claim(type, id) >= 0) {
      const packed = this.packers[type].add(id, at, length);
      this.totals.dataAdded += length;
      this.totals.dataAddedPacked += packed;
      if (type === DATA) this.totals.dataBlobs++;
      else this.totals.treeBlobs++;
    }
    return id;
  }

  /** A hole in a sparse file is chunk after chunk of zeros: their hash is worth remembering. */
  private idOf(at: number, length: number): Buffer {
    const { bytes, run } = this.kernels;
    const zeros = length === MIN_CHUNK_BYTES && bytes[at] === 0 && run.isZero(at, length) === 1;
    if (zeros && this.zeroId !== undefined) return this.zeroId;
    const id = hash("sha256", bytes.subarray(at, at + length), "buffer");
    if (zeros) this.zeroId = id;
    return id;
  }

  /** Writes the tree's JSON into kernel memory, piece by piece, growing the area as needed. */
  private writeTree(nodes: readonly string[]): number {
    let bound = 32;
    for (const node of nodes) bound += node.length * 3 + 1;
    if (bound > this.treeAreaSize) {
      this.treeAreaSize = grownSize(this.treeAreaSize, bound);
      this.treeArea = this.kernels.allocate(this.treeAreaSize);
    }
    const { bytes } = this.kernels;
    let at = this.treeArea;
    const put = (text: string): void => {
      at += bytes.write(text, at, "utf8");
    };
    put('{"nodes":[');
    for (let i = 0; i < nodes.length; i++) put(i === 0 ? nodes[i]! : `,${nodes[i]!}`);
    put("]}\n");
    return at - this.treeArea;
  }
}
