import type { StatsInput, VaultStats } from "../../engine/operations.ts";
import { DATA, TREE } from "../../engine/blob-type.ts";
import type { Snapshot } from "../../engine/snapshot/snapshot.ts";
import type { TreeNode } from "../../engine/tree/tree-node.ts";
import { displayPath } from "../../foundation/fs-path.ts";
import type { VaultReader } from "../../engine/vault/vault-reader.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";

/** Sealing adds this to a blob's text. */
const SEAL_BYTES = 32;

/** Counts snapshots in one of restic's four ways (`restic stats --mode`). */
export async function vaultStats(
  reader: VaultReader,
  snapshots: readonly Snapshot[],
  mode: StatsInput["mode"],
  signal?: AbortSignal,
): Promise<VaultStats> {
  const counter = mode === "raw-data" ? new RawData(reader) : new Files(reader, mode);
  for (const { tree } of snapshots) await counter.walk(tree, "", signal);
  return { mode, snapshotsCount: snapshots.length, ...counter.result() };
}

type Counts = Omit<VaultStats, "mode" | "snapshotsCount">;

class Files {
  private readonly reader: VaultReader;
  private readonly mode: StatsInput["mode"];
  private readonly contents = new Set<string>();
  private readonly paths = new Map<string, Set<string>>();
  private hardLinks = new Set<string>();
  private totalSize = 0;
  private totalFileCount = 0;
  private totalBlobCount = 0;

  constructor(reader: VaultReader, mode: StatsInput["mode"]) {
    this.reader = reader;
    this.mode = mode;
  }

  async walk(treeId: string, path: string, signal?: AbortSignal): Promise<void> {
    if (path === "") this.hardLinks = new Set();
    throwIfCancelled(signal);
    for (const nodes of await this.reader.treeParts(treeId)) {
      for (const node of nodes) {
        const own = `${path}/${displayPath(node.name)}`;
        if (this.mode === "restore-size") this.countRestored(node);
        else this.countContent(node, own);
        if (node.subtree !== null) await this.walk(node.subtree, own, signal);
      }
    }
  }

  result(): Counts {
    const { totalSize, totalFileCount, totalBlobCount } = this;
    return { totalSize, totalFileCount, ...(totalBlobCount > 0 ? { totalBlobCount } : {}) };
  }

  /** A file with several names takes its space once. */
  private countRestored(node: TreeNode): void {
    this.totalFileCount++;
    const key = `${node.deviceId}:${node.inode}`;
    if (node.links !== 1 && node.type !== "dir" && node.inode !== 0n) {
      if (this.hardLinks.has(key)) return;
      this.hardLinks.add(key);
    }
    this.totalSize += node.size;
  }

  private countContent(node: TreeNode, path: string): void {
    const key = (node.content ?? []).join();
    if (this.contents.has(key)) return;
    this.contents.add(key);
    if (this.mode === "files-by-contents") {
      this.totalSize += node.size;
      this.totalFileCount++;
      return;
    }
    for (const id of node.content ?? []) this.countBlob(path, id);
  }

  private countBlob(path: string, id: string): void {
    let blobs = this.paths.get(path);
    if (blobs === undefined) {
      blobs = new Set();
      this.paths.set(path, blobs);
      this.totalFileCount++;
    }
    if (blobs.has(id)) return;
    blobs.add(id);
    const { length, rawLength } = this.reader.index.table.place(this.reader.entry(DATA, id));
    this.totalSize += rawLength > 0 ? rawLength : length - SEAL_BYTES;
    this.totalBlobCount++;
  }
}

class RawData {
  private readonly reader: VaultReader;
  private readonly used: Uint8Array;

  constructor(reader: VaultReader) {
    this.reader = reader;
    this.used = new Uint8Array(reader.index.table.size);
  }

  async walk(treeId: string, _path: string, signal?: AbortSignal): Promise<void> {
    throwIfCancelled(signal);
    const entry = this.reader.entry(TREE, treeId);
    if (this.used[entry] === 1) return;
    this.used[entry] = 1;
    for (const nodes of await this.reader.treeParts(treeId)) {
      for (const { content, subtree } of nodes) {
        for (const id of content ?? []) this.used[this.reader.entry(DATA, id)] = 1;
        if (subtree !== null) await this.walk(subtree, "", signal);
      }
    }
  }

  result(): Counts {
    const sum = { stored: 0, raw: 0, compressed: 0, compressedRaw: 0, blobs: 0 };
    for (let entry = 0; entry < this.used.length; entry++) {
      if (this.used[entry] === 0) continue;
      const { length, rawLength } = this.reader.index.table.place(entry);
      const raw = rawLength > 0 ? rawLength + SEAL_BYTES : length;
      sum.blobs++;
      sum.stored += length;
      sum.raw += raw;
      if (rawLength > 0) {
        sum.compressed += length;
        sum.compressedRaw += raw;
      }
    }
    return {
      totalSize: sum.stored,
      totalBlobCount: sum.blobs,
      ...(this.reader.vault.config.version < 2 ? {} : compressionOf(sum)),
    };
  }
}

function compressionOf(sum: {
  stored: number;
  raw: number;
  compressed: number;
  compressedRaw: number;
}): Partial<Counts> {
  return {
    totalUncompressedSize: sum.raw,
    ...(sum.compressed > 0 ? { compressionRatio: sum.compressedRaw / sum.compressed } : {}),
    ...(sum.raw > 0
      ? {
          compressionProgress: (sum.compressedRaw / sum.raw) * 100,
          compressionSpaceSaving: (1 - sum.stored / sum.raw) * 100,
        }
      : {}),
  };
}
