import { closeSync, constants, fsync, linkSync, openSync, renameSync, rmSync } from "node:fs";
import { promisify } from "node:util";
import { isSystemError } from "../../foundation/errors.ts";
import { displayPath, type FsPath } from "../../foundation/fs-path.ts";
import { withReach } from "../disk/reach.ts";
import { JobQueue } from "../workers/job-queue.ts";
import { attributePatterns } from "./attribute-selection.ts";
import { CompareFiles } from "./compare-files.ts";
import { FetchPacks } from "./fetch-packs.ts";
import { finishFile, isTaken, nameNewFile, openTarget } from "./file-writer.ts";
import type { FileTarget, FromRestoreWorker, RestoreJob, RestoreSettings } from "./messages.ts";
import { blobsOf, type FileBlob, sizeOfBlobs } from "./pack-plan.ts";
import { copyToPartial, cutPartial, findPartial, partialPath } from "./partial-file.ts";
import { blobCount, type Plan, type PlannedItem, type PlannedNode } from "./plan.ts";
import type { RestoreRun } from "./restore-run.ts";

const MAX_FILES = 1 << 26;
/** Files that are compared at once, a few jobs for each worker: what is under way for long outlives minor collections. */
const COMPARED_AT_ONCE = 64;
/** Files that are made durable at once. */
const PUBLISHED_AT_ONCE = 8;

/**
 * Restores regular files: notes what each one lacks, has it fetched and written, then puts it in place.
 *
 * A file of several blobs grows under a name of its own beside its place and is renamed when it is
 * whole: what an interrupted restore leaves there is where the next one goes on.
 */
export class RestoreFiles {
  private readonly run: RestoreRun;
  private readonly counters: Int32Array;
  private readonly queue: JobQueue<RestoreJob, FromRestoreWorker>;
  private readonly packs: FetchPacks;
  private readonly files: CompareFiles;
  private readonly comparing = new Set<Promise<void>>();
  private wake: (() => void) | undefined;
  /** Files that are written under another name first. */
  private readonly staged: FileTarget[] = [];
  private readonly reused = new Set<PlannedItem>();
  /** First path of each hard-linked file, by device and inode. */
  private readonly linked = new Map<string, { path: FsPath; content: string }>();
  private readonly links: { item: PlannedItem; to: FsPath }[] = [];
  private countersUsed = 0;

  constructor(run: RestoreRun, plan: Plan) {
    this.run = run;
    const { reader, input, setOwner } = run;
    const isLarge = ({ node }: PlannedItem): boolean => node !== undefined && blobCount(node) > 1;
    const large = plan.items.reduce((n, item) => n + (isLarge(item) ? 1 : 0), 0);
    this.counters = new Int32Array(new SharedArrayBuffer(Math.min(large, MAX_FILES) * 4));
    const settings: RestoreSettings = {
      key: reader.vault.key,
      table: reader.index.table.share,
      counters: this.counters.buffer as SharedArrayBuffer,
      sparse: input.sparse ?? false,
      setOwner,
      attributes: attributePatterns(input),
    };
    this.queue = new JobQueue(reader.vault.threads.take("restore"), { type: "settings", settings });
    this.packs = new FetchPacks(run, this.queue, this.counters);
    this.files = new CompareFiles(this.queue);
  }

  /** Makes an empty file, or notes what is to be fetched. */
  async prepare(planned: PlannedItem): Promise<void> {
    const node = planned.node!;
    const first = this.firstLink(node);
    if (first !== undefined) {
      this.links.push({ item: planned, to: first });
      return;
    }
    const blobs = blobsOf(planned, this.run.reader);
    this.noteLink(node, planned.path);
    const item = this.ofRealSize(planned, sizeOfBlobs(blobs));
    if (item.replaces !== "other" && blobs.length <= 1) {
      this.fetch(item, blobs, { path: item.path });
      return;
    }
    const path = partialPath(item.path, node.content);
    const partial = findPartial(path);
    if (item.compare !== true && !partial) this.fetch(item, blobs, { path, finalPath: item.path });
    else await this.track(item, () => this.reuse(item, blobs, path, partial));
  }

  /** Fetches and writes everything that was noted, and puts it in place. */
  async finish(): Promise<void> {
    await this.compared();
    await this.packs.fetch();
    const waiting = this.staged.splice(0).reverse();
    const publishers = Array.from({ length: PUBLISHED_AT_ONCE }, async () => {
      for (let target = waiting.pop(); target !== undefined; target = waiting.pop()) {
        const next = target;
        await this.run.attempt(next.finalPath!, () => this.publish(next));
        if (next.counter < 0 && this.run.hasFailed(next.finalPath!)) this.discard(next.path);
      }
    });
    await Promise.all(publishers);
    for (const { item, to } of this.links) {
      await this.run.attempt(item.path, () => this.link(item, to));
    }
  }

  /** Reads every file that was written again; what differs is that file's problem. */
  async verify(items: readonly PlannedItem[]): Promise<void> {
    for (const item of items) {
      if (item.type !== "file" || (item.action !== "create" && item.action !== "overwrite"))
        continue;
      if (this.reused.has(item) || this.packs.hasFailed(item.path)) continue;
      await this.track(item, async () => {
        const blobs = blobsOf(item, this.run.reader);
        const { wrong, sizeMatches } = await this.files.compare(item.path, blobs);
        if (wrong.length > 0 || !sizeMatches) {
          this.run.problem(
            displayPath(item.path),
            "it was written, and reading it gave something else",
          );
        }
      });
    }
    await this.compared();
  }

  cancel(): void {
    this.queue.cancel();
  }

  async close(): Promise<void> {
    await this.queue.close();
    await this.packs.close();
    // Those of one blob hold nothing to go on from.
    for (const { path, counter } of this.staged) if (counter < 0) this.discard(path);
  }

  /** Where not even that is allowed, it stays. */
  private discard(path: FsPath): void {
    try {
      remove(path);
    } catch (error) {
      if (!isSystemError(error)) throw error;
    }
  }

  /** Runs a step beside others, once there are not too many of them. */
  private async track(item: PlannedItem, step: () => Promise<void>): Promise<void> {
    if (this.comparing.size >= COMPARED_AT_ONCE) {
      this.files.flush();
      await new Promise<void>((resolve) => (this.wake = resolve));
      await this.queue.ready();
    }
    const task = this.run
      .attempt(item.path, step)
      .catch((error: unknown) => this.queue.fail(error))
      .finally(() => {
        this.comparing.delete(task);
        this.wake?.();
      });
    this.comparing.add(task);
  }

  /** Waits for every comparison; throws what ended them. */
  private async compared(): Promise<void> {
    while (this.comparing.size > 0) {
      this.files.flush();
      await Promise.race(this.comparing);
    }
    await this.queue.ready();
  }

  /** Keeps what is right of the file that is there, and of what an interrupted restore left. */
  private async reuse(
    item: PlannedItem,
    blobs: readonly FileBlob[],
    path: FsPath,
    partial: boolean,
  ): Promise<void> {
    const { path: finalPath, size } = item;
    if (item.compare === true) {
      const { wrong, sizeMatches } = await this.files.compare(finalPath, blobs);
      if (wrong.length === 0 && sizeMatches) {
        if (partial) remove(path);
        this.run.setMetadata(item);
        this.reused.add(item);
        item.isKept = true;
        return this.run.kept(1, size);
      }
      if (!partial && wrong.length < blobs.length) {
        copyToPartial(finalPath, path);
        return this.patch(item, blobs, path, wrong);
      }
    }
    if (partial && blobs.length > 1) {
      return this.patch(item, blobs, path, (await this.files.compare(path, blobs)).wrong);
    }
    remove(path);
    this.fetch(item, blobs, { path, finalPath });
  }

  private patch(
    item: PlannedItem,
    blobs: readonly FileBlob[],
    path: FsPath,
    wrong: readonly number[],
  ): void {
    cutPartial(path, item.size);
    const missing = wrong.map((i) => blobs[i]!);
    const bytes = missing.reduce((sum, { length }) => sum + length, 0);
    this.run.kept(0, item.size - bytes);
    this.fetch(item, missing, { path, finalPath: item.path, patched: true });
  }

  /** Notes the blobs to be written; a file that lacks none is finished at once. */
  private fetch(
    item: PlannedItem,
    missing: readonly FileBlob[],
    where: Pick<FileTarget, "path" | "finalPath" | "patched">,
  ): void {
    const node = item.node!;
    const target: FileTarget = {
      ...where,
      ...(item.replaces === "other" ? { replaces: true } : {}),
      size: item.size,
      metadata: node.metadata,
      counter: blobCount(node) > 1 ? this.newCounter(missing.length) : -1,
    };
    if (target.finalPath !== undefined) this.staged.push(target);
    if (missing.length > 0) return this.packs.add(target, missing);
    const fd = openTarget(target, target.patched ? 0 : constants.O_EXCL);
    try {
      finishFile(fd, target, this.run.metadata);
    } finally {
      closeSync(fd);
    }
    this.run.done(1, 0);
  }

  /** Early versions of restic noted a wrong size when a file changed while it was read: its blobs are what there is of it. */
  private ofRealSize(item: PlannedItem, size: number): PlannedItem {
    if (item.size === size) return item;
    const problem = `its blobs have ${size} bytes, the node says ${item.size}; restored is what the blobs hold`;
    this.run.problem(this.run.inSnapshot(item.path), problem, true);
    return { ...item, size };
  }

  private newCounter(parts: number): number {
    this.counters[this.countersUsed] = parts;
    return this.countersUsed++;
  }

  /** The path that a hard-linked file was first restored to. */
  private firstLink({ linkedTo, content }: PlannedNode): FsPath | undefined {
    const first = linkedTo === undefined ? undefined : this.linked.get(linkedTo);
    return first?.content === content ? first.path : undefined;
  }

  /** The next name of a file may be a link to this one, whose blobs are there. */
  private noteLink({ linkedTo, content }: PlannedNode, path: FsPath): void {
    if (linkedTo === undefined || this.linked.has(linkedTo)) return;
    this.linked.set(linkedTo, { path, content });
  }

  /** Durable first, then in place: a crash leaves the old file or the new one. */
  private async publish(target: FileTarget): Promise<void> {
    const { path, finalPath, replaces } = target;
    const failed = this.packs.isIncomplete(target);
    // A new file with a gap is better than none, and was reported; an old one is better than that.
    if (failed && !replaces && !isTaken(finalPath!)) return nameNewFile(path, finalPath!);
    if (failed) return remove(path);
    if (!replaces) return;
    const fd = withReach(path, (access) => openSync(access, "r"));
    try {
      await promisify(fsync)(fd);
    } finally {
      closeSync(fd);
    }
    rename(path, finalPath!);
  }

  private link(item: PlannedItem, to: FsPath): void {
    if (this.packs.hasFailed(to) || this.run.hasFailed(to)) {
      const problem = `it is the same file as ${this.run.inSnapshot(to)}, which could not be restored`;
      this.run.problem(this.run.inSnapshot(item.path), problem);
      if (item.replaces !== undefined || !isTaken(to)) return;
    }
    if (item.replaces !== undefined) remove(item.path);
    withReach(to, (from) => withReach(item.path, (access) => linkSync(from, access)));
    this.run.done(1, item.size);
  }
}

function rename(path: FsPath, to: FsPath): void {
  withReach(path, (from) => withReach(to, (access) => renameSync(from, access)));
}

function remove(path: FsPath): void {
  withReach(path, (access) => rmSync(access, { force: true }));
}
