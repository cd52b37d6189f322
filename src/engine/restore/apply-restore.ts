import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  linkSync,
  lutimesSync,
  lchownSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import { asPath, displayPath, type FsPath, pathBytes } from "../../foundation/fs-path.ts";
import { parseGoTime } from "../../foundation/go-time.ts";
import type { Problem, RestoreInput } from "../operations.ts";
import { unixPermissions } from "../tree/go-file-mode.ts";
import type { TreeNode } from "../tree/tree-node.ts";
import type { VaultReader } from "../vault/vault-reader.ts";
import { JobQueue } from "../workers/job-queue.ts";
import { workerCount } from "../workers/worker-pool.ts";
import { applyMetadata } from "./file-writer.ts";
import type { FileTarget, FromRestoreWorker, Metadata, RestoreFailure, RestoreJob, RestoreSettings } from "./messages.ts";
import { blobsOf, type FileBlob, PackPlan } from "./pack-plan.ts";
import { PackSource } from "./pack-source.ts";
import type { Plan, PlannedItem } from "./plan.ts";

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_DIRECTORY } = constants;
const MAX_FILES = 1 << 26;

export interface ApplyOptions {
  readonly reader: VaultReader;
  readonly input: RestoreInput;
  readonly signal: AbortSignal;
  onProgress(done: { files: number; bytes: number }): void;
}

/** What was done, beside the plan's own counts. */
export interface Applied {
  readonly problems: Problem[];
  readonly bytesReused: number;
}

/** A file that is written beside the one it replaces, and renamed over it at the end. */
interface Replacement {
  readonly temporary: FsPath;
  readonly path: FsPath;
}

/** Carries a plan out: folders, files, links, then what must be last: deletions and folders' metadata. */
export async function applyRestore(plan: Plan, options: ApplyOptions): Promise<Applied> {
  const restore = new ApplyRestore(plan, options);
  try {
    return await restore.run();
  } finally {
    await restore.close();
  }
}

class ApplyRestore {
  private readonly plan: Plan;
  private readonly options: ApplyOptions;
  private readonly problems: Problem[] = [];
  private readonly packs: PackPlan;
  private readonly source: PackSource;
  private readonly setOwner: boolean;
  private readonly counters: Int32Array;
  private readonly queue: JobQueue<RestoreJob, FromRestoreWorker>;
  private readonly replacements: Replacement[] = [];
  private readonly failed = new Set<string>();
  /** First path of each hard-linked file, by device and inode. */
  private readonly linked = new Map<string, { path: FsPath; content: string }>();
  private readonly links: { item: PlannedItem; to: FsPath }[] = [];
  private countersUsed = 0;
  private files = 0;
  private bytes = 0;
  private bytesReused = 0;

  constructor(plan: Plan, options: ApplyOptions) {
    this.plan = plan;
    this.options = options;
    const { reader, signal, input } = options;
    this.packs = new PackPlan(reader);
    this.source = new PackSource(reader.vault.store, reader.index, signal);
    this.setOwner = input.owners !== "skip" && process.platform !== "win32";
    const large = plan.items.reduce((n, { node }) => n + ((node?.content?.length ?? 0) > 1 ? 1 : 0), 0);
    this.counters = new Int32Array(new SharedArrayBuffer(Math.min(large, MAX_FILES) * 4));
    const settings: RestoreSettings = {
      key: reader.vault.key,
      table: reader.index.table.share,
      counters: this.counters.buffer as SharedArrayBuffer,
      sparse: input.sparse ?? false,
      setOwner: this.setOwner,
    };
    this.queue = new JobQueue("./restore-worker", import.meta.url, workerCount(), {
      type: "settings",
      settings,
    });
    signal.addEventListener("abort", this.cancel, { once: true });
  }

  async run(): Promise<Applied> {
    const { items } = this.plan;
    for (const item of items) await this.attempt(item, () => this.prepare(item));
    await this.fetch();
    await this.publishReplacements();
    for (const { item, to } of this.links) await this.attempt(item, () => this.link(item, to));
    for (const item of items) await this.attempt(item, () => this.finishSpecial(item));
    for (const item of items.toReversed()) await this.attempt(item, () => this.finishFolder(item));
    return { problems: this.problems, bytesReused: this.bytesReused };
  }

  async close(): Promise<void> {
    this.options.signal.removeEventListener("abort", this.cancel);
    await this.queue.close();
    await this.source.close();
    for (const { temporary } of this.replacements) rmSync(asPath(temporary), { force: true });
  }

  private readonly cancel = (): void => this.queue.cancel();

  private async attempt(item: PlannedItem, step: () => void | Promise<void>): Promise<void> {
    if (this.options.signal.aborted) throw new ResteraError("cancelled");
    try {
      await step();
    } catch (error) {
      if (error instanceof ResteraError && error.code === "cancelled") throw error;
      const damaged = error instanceof ResteraError && (error.code === "damaged" || error.code === "blob-missing");
      if (!damaged && !isSystemError(error, ...systemCodes(error))) throw error;
      this.problem(item.inSnapshot, problemOf(error), damaged);
    }
  }

  /** Makes folders and empty files, and notes what is to be fetched. */
  private async prepare(item: PlannedItem): Promise<void> {
    const { action, type, path, replaces } = item;
    if (action === "skip") this.done(0);
    if (action === "skip" || action === "delete") return;
    if (replaces === "folder") rmSync(asPath(path), { recursive: true });
    if (type === "dir") {
      if (replaces === "other") unlinkSync(asPath(path));
      if (action === "create") mkdirSync(asPath(path), { mode: 0o700 });
    } else if (type === "file") {
      await this.prepareFile(item);
    }
  }

  private async prepareFile(item: PlannedItem): Promise<void> {
    const node = item.node!;
    const first = this.firstLink(node, item.path);
    if (first !== undefined) {
      this.links.push({ item, to: first });
      return;
    }
    const blobs = blobsOf(node, this.options.reader);
    if (item.compare === true && (await this.isSame(item, blobs))) {
      this.setMetadata(item);
      this.bytesReused += node.size;
      return this.done(node.size);
    }
    let { path } = item;
    if (item.replaces === "other") {
      path = temporaryFor(path);
      this.replacements.push({ temporary: path, path: item.path });
    }
    const target = this.fileTarget(path, node, blobs.length);
    if (blobs.length === 0) {
      const fd = openSync(asPath(path), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
      applyMetadata(fd, target.metadata, this.setOwner);
      closeSync(fd);
      this.done(0);
    } else {
      this.packs.add(target, blobs);
    }
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

  /** Gives every pack to a worker once it is at hand. */
  private async fetch(): Promise<void> {
    const running = new Set<Promise<void>>();
    for (const job of this.packs.jobs()) {
      await this.queue.ready();
      const task = this.fetchPack(job).finally(() => running.delete(task));
      running.add(task);
      task.catch(() => undefined);
    }
    await Promise.all(running);
  }

  private async fetchPack(job: Omit<Extract<RestoreJob, { type: "pack" }>, "file">): Promise<void> {
    const { table } = this.options.reader.index;
    const ranges = Array.from(job.entries, (entry) => {
      const { offset, length } = table.place(entry);
      return { start: offset, end: offset + length };
    });
    let failures: readonly RestoreFailure[] = [];
    const local = await this.source.get(job.pack, ranges);
    try {
      const answer = await this.queue.start({ ...job, file: local.file });
      if (answer.type === "failed") throw answer.error;
      if (answer.type === "done") failures = answer.failures;
    } finally {
      await local.release();
    }
    const bytes = Array.from(job.entries, (entry) => textLength(table.place(entry)));
    this.bytes += bytes.reduce((sum, length) => sum + length, 0);
    this.files += job.files.filter(({ counter }) => this.isFinished(counter)).length;
    this.options.onProgress({ files: this.files, bytes: this.bytes });
    for (const failure of failures) await this.retry(failure, job.pack);
  }

  /** True once for each file: when its last part is written. */
  private isFinished(counter: number): boolean {
    if (counter < 0) return true;
    if (Atomics.load(this.counters, counter) !== 0) return false;
    return Atomics.exchange(this.counters, counter, -1) === 0;
  }

  /** A damaged blob may lie in another pack too. */
  private async retry(failure: RestoreFailure, pack: number): Promise<void> {
    const { reader } = this.options;
    const path = displayPath(failure.path);
    if (failure.retry !== undefined && reader.index.duplicates.has(failure.retry.entry)) {
      const { entry, position, target } = failure.retry;
      const id = Buffer.alloc(32);
      reader.index.table.copyId(entry, id);
      try {
        const text = await reader.data(id.toString("hex"));
        this.writeHere(target, text, position);
        return;
      } catch (error) {
        if (!(error instanceof ResteraError)) throw error;
      }
    }
    this.failed.add(path);
    const problem = failure.damaged ? `pack ${reader.index.packs[pack]} is damaged: ${failure.problem}` : failure.problem;
    this.problem(path, problem, failure.damaged);
  }

  private writeHere(target: FileTarget, text: Buffer, position: number): void {
    const fd = openSync(asPath(target.path), O_WRONLY | O_CREAT | O_NOFOLLOW, 0o600);
    try {
      for (let done = 0; done < text.length; ) done += writeSync(fd, text, done, text.length - done, position + done);
      const left = target.counter < 0 ? 1 : Atomics.sub(this.counters, target.counter, 1);
      if (left === 1) applyMetadata(fd, target.metadata, this.setOwner);
    } finally {
      closeSync(fd);
    }
  }

  /** Durable first, then in place: a crash leaves the old file or the new one. */
  private async publishReplacements(): Promise<void> {
    for (const { temporary, path } of this.replacements.splice(0)) {
      if (this.failed.has(displayPath(temporary))) {
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
    this.done(item.size);
  }

  /** Links last: nothing is ever written through one. */
  private finishSpecial(item: PlannedItem): void {
    const { action, type, path, node } = item;
    if (action === "delete") {
      rmSync(asPath(path), { recursive: true, force: true });
      return;
    }
    if (action === "skip" || type === "file" || type === "dir") return;
    if (item.replaces === "other") unlinkSync(asPath(path));
    if (type !== "symlink") throw Object.assign(new Error(`a ${type} cannot be made here`), { code: "ENOTSUP" });
    symlinkSync(asPath(node!.linktarget), asPath(path));
    this.setMetadata(item);
    this.done(0);
  }

  private finishFolder(item: PlannedItem): void {
    if (item.type !== "dir" || item.action === "delete" || item.action === "skip") return;
    this.setMetadata(item);
    this.done(0);
  }

  private setMetadata({ path, node, type }: PlannedItem): void {
    const { mode, uid, gid, atime, mtime } = metadataOf(node!);
    if (type === "symlink") {
      if (this.setOwner) ignoreNotPermitted(() => lchownSync(asPath(path), uid, gid));
      lutimesSync(asPath(path), atime, mtime);
    } else if (type === "dir") {
      const fd = openSync(asPath(path), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
      try {
        applyMetadata(fd, { mode, uid, gid, atime, mtime }, this.setOwner);
      } finally {
        closeSync(fd);
      }
    } else {
      if (this.setOwner) ignoreNotPermitted(() => lchownSync(asPath(path), uid, gid));
      chmodSync(asPath(path), mode);
      utimesSync(asPath(path), atime, mtime);
    }
  }

  private done(bytes: number): void {
    this.files++;
    this.bytes += bytes;
    this.options.onProgress({ files: this.files, bytes: this.bytes });
  }

  private problem(path: string, problem: string, damaged: boolean): void {
    this.problems.push({ path, during: "restore", problem, ...(damaged ? { damaged } : {}) });
  }
}

function textLength({ length, rawLength }: { length: number; rawLength: number }): number {
  return rawLength > 0 ? rawLength : length - 32;
}

function metadataOf(node: TreeNode): Metadata {
  return {
    mode: unixPermissions(node.mode),
    uid: node.uid,
    gid: node.gid,
    atime: seconds(node.atime),
    mtime: seconds(node.mtime),
  };
}

/** The nearest double, which is all that Node's calls take. */
function seconds(time: string): number {
  const ns = parseGoTime(time) ?? 0n;
  return Number(ns / 1_000_000_000n) + Number(ns % 1_000_000_000n) / 1e9;
}

function temporaryFor(path: FsPath): FsPath {
  const name = `.restera-${randomBytes(6).toString("hex")}`;
  if (typeof path === "string") return `${dirname(path)}/${name}`;
  const bytes = pathBytes(path);
  return Buffer.concat([bytes.subarray(0, bytes.lastIndexOf(0x2f) + 1), Buffer.from(name)]);
}

function ignoreNotPermitted(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (process.geteuid?.() === 0 || !isSystemError(error, "EPERM", "EINVAL")) throw error;
  }
}

/** Any error of the file system is one file's problem; everything else is ours. */
function systemCodes(error: unknown): string[] {
  return error instanceof Error && "code" in error ? [String(error.code)] : [];
}
