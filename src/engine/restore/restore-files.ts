import { randomBytes } from "node:crypto";
import { closeSync, constants, linkSync, openSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { asPath, type FsPath, pathBytes } from "../../foundation/fs-path.ts";
import type { TreeNode } from "../tree/tree-node.ts";
import { JobQueue } from "../workers/job-queue.ts";
import { workerCount } from "../workers/worker-pool.ts";
import { FetchPacks } from "./fetch-packs.ts";
import type { FileTarget, FromRestoreWorker, RestoreJob, RestoreSettings } from "./messages.ts";
import { blobsOf, type FileBlob } from "./pack-plan.ts";
import type { Plan, PlannedItem } from "./plan.ts";
import type { RestoreRun } from "./restore-run.ts";
import { applyMetadata, metadataOf, setMetadata } from "./set-metadata.ts";

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
const MAX_FILES = 1 << 26;

/** A file that is written beside the one it replaces, and renamed over it at the end. */
interface Replacement {
  readonly temporary: FsPath;
  readonly path: FsPath;
}

/** Restores regular files: notes what each one lacks, has it fetched and written, then puts it in place. */
export class RestoreFiles {
  /** Bytes that were right already. */
  bytesReused = 0;
  private readonly run: RestoreRun;
  private readonly counters: Int32Array;
  private readonly queue: JobQueue<RestoreJob, FromRestoreWorker>;
  private readonly packs: FetchPacks;
  private readonly replacements: Replacement[] = [];
  /** First path of each hard-linked file, by device and inode. */
  private readonly linked = new Map<string, { path: FsPath; content: string }>();
  private readonly links: { item: PlannedItem; to: FsPath }[] = [];
  private countersUsed = 0;

  constructor(run: RestoreRun, plan: Plan) {
    this.run = run;
    const { reader, input, setOwner } = run;
    const large = plan.items.reduce(
      (n, { node }) => n + ((node?.content?.length ?? 0) > 1 ? 1 : 0),
      0,
    );
    this.counters = new Int32Array(new SharedArrayBuffer(Math.min(large, MAX_FILES) * 4));
    const settings: RestoreSettings = {
      key: reader.vault.key,
      table: reader.index.table.share,
      counters: this.counters.buffer as SharedArrayBuffer,
      sparse: input.sparse ?? false,
      setOwner,
    };
    this.queue = new JobQueue("./restore-worker", import.meta.url, workerCount(), {
      type: "settings",
      settings,
    });
    this.packs = new FetchPacks(run, this.queue, this.counters);
  }

  /** Makes an empty file, or notes what is to be fetched. */
  async prepare(item: PlannedItem): Promise<void> {
    const node = item.node!;
    const first = this.firstLink(node, item.path);
    if (first !== undefined) {
      this.links.push({ item, to: first });
      return;
    }
    const blobs = blobsOf(node, this.run.reader);
    if (item.compare === true && (await this.isSame(item, blobs))) {
      setMetadata(item.path, "file", metadataOf(node), this.run.setOwner);
      this.bytesReused += node.size;
      return this.run.done(1, node.size);
    }
    let { path } = item;
    if (item.replaces === "other") {
      path = temporaryFor(path);
      this.replacements.push({ temporary: path, path: item.path });
    }
    const target = this.fileTarget(path, node, blobs.length);
    if (blobs.length === 0) {
      const fd = openSync(asPath(path), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
      applyMetadata(fd, target.metadata, this.run.setOwner);
      closeSync(fd);
      this.run.done(1, 0);
    } else {
      this.packs.add(target, blobs);
    }
  }

  /** Fetches and writes everything that was noted, and puts it in place. */
  async finish(): Promise<void> {
    await this.packs.fetch();
    await this.publishReplacements();
    for (const { item, to } of this.links) {
      await this.run.attempt(item.inSnapshot, () => this.link(item, to));
    }
  }

  cancel(): void {
    this.queue.cancel();
  }

  async close(): Promise<void> {
    await this.queue.close();
    await this.packs.close();
    for (const { temporary } of this.replacements) rmSync(asPath(temporary), { force: true });
  }

  private fileTarget(path: FsPath, node: TreeNode, blobs: number): FileTarget {
    let counter = -1;
    if (blobs > 1) {
      counter = this.countersUsed++;
      this.counters[counter] = blobs;
    }
    return { path, size: node.size, metadata: metadataOf(node), counter };
  }

  /** The path that a hard-linked file was first restored to; the first one answers `undefined`. */
  private firstLink(node: TreeNode, path: FsPath): FsPath | undefined {
    if (node.links < 2 || node.inode === 0n) return undefined;
    const key = `${node.deviceId}:${node.inode}`;
    const content = (node.content ?? []).join();
    const first = this.linked.get(key);
    if (first === undefined) this.linked.set(key, { path, content });
    return first?.content === content ? first.path : undefined;
  }

  private async isSame(item: PlannedItem, blobs: readonly FileBlob[]): Promise<boolean> {
    const answer = await this.queue.run({
      type: "compare",
      item: 0,
      path: item.path,
      entries: Int32Array.from(blobs, ({ entry }) => entry),
      lengths: Float64Array.from(blobs, ({ length }) => length),
    });
    return answer.type === "compared" && answer.same;
  }

  /** Durable first, then in place: a crash leaves the old file or the new one. */
  private async publishReplacements(): Promise<void> {
    for (const { temporary, path } of this.replacements.splice(0)) {
      if (this.packs.hasFailed(temporary)) {
        rmSync(asPath(temporary), { force: true });
        continue;
      }
      const file = await open(asPath(temporary), "r");
      await file.sync();
      await file.close();
      renameSync(asPath(temporary), asPath(path));
    }
  }

  private link(item: PlannedItem, to: FsPath): void {
    if (item.replaces !== undefined) rmSync(asPath(item.path), { force: true });
    linkSync(asPath(to), asPath(item.path));
    this.run.done(1, item.size);
  }
}

function temporaryFor(path: FsPath): FsPath {
  const name = `.restera-${randomBytes(6).toString("hex")}`;
  if (typeof path === "string") return `${dirname(path)}/${name}`;
  const bytes = pathBytes(path);
  return Buffer.concat([bytes.subarray(0, bytes.lastIndexOf(0x2f) + 1), Buffer.from(name)]);
}
