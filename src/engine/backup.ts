import { rm } from "node:fs/promises";
import { ResteraError } from "../foundation/errors.ts";
import { formatGoTime } from "../foundation/go-time.ts";
import { fetchTreePacks } from "./backup/fetch-tree-packs.ts";
import { itemPaths } from "./backup/item-paths.ts";
import { SecondLook } from "./backup/look-again.ts";
import type { WorkerTotals } from "./backup/messages.ts";
import { PackUploads } from "./backup/pack-uploads.ts";
import { type BackupPlan, planBackup } from "./backup/plan-backup.ts";
import { saveRoots } from "./backup/save-roots.ts";
import { snapshotContent } from "./backup/snapshot-content.ts";
import { saveStream, type StreamInput, streamPath } from "./backup/save-stream.ts";
import { summarizeBackup } from "./backup/summarize-backup.ts";
import { backupSettings } from "./backup/backup-settings.ts";
import { Scheduler } from "./backup/scheduler.ts";
import { indexWriterOf } from "./index/index-writer-of.ts";
import type { IndexWriter } from "./index/index-writer.ts";
import { makeStagingFolder } from "./pack/make-staging-folder.ts";
import type { BackUpInput, BackUpResult, BackUpRun, Problem } from "./operations.ts";
import { packsFolder } from "./pack/pack-files.ts";
import { displayOf, toByteText } from "./scan/byte-text.ts";
import { currentUser } from "./current-user.ts";
import { encodeSnapshot } from "./snapshot/encode-snapshot.ts";
import type { Snapshot } from "./snapshot/snapshot.ts";
import { type HeldLock, noLock, takeLock } from "./vault/lock.ts";
import type { OpenVault } from "./vault/open-vault.ts";
import { VaultReader } from "./vault/vault-reader.ts";
import type { Control } from "./workers/control.ts";

const PROGRESS_MS = 100;

/**
 * Backs paths up into a vault: scan, chunk, pack, store, index, snapshot.
 *
 * Throws `nothing-to-back-up`, `locked`, `pack-not-stored`, `worker-died`, `cancelled`; then no snapshot
 * was written. What could not be read is in the result's `problems`, and the rest was kept.
 */
export async function backUp(
  vault: OpenVault,
  input: BackUpInput,
  run: BackUpRun = {},
): Promise<BackUpResult> {
  try {
    return await backUpOnce(vault, input, run);
  } catch (error) {
    const isGone = error instanceof ResteraError && error.code === "packs-gone";
    if (!isGone || input.stdin !== undefined) throw error;
    // What the vault has lost is read again from its source; a stream cannot be.
    return backUpOnce(vault, input, run);
  }
}

async function backUpOnce(
  vault: OpenVault,
  input: BackUpInput,
  run: BackUpRun,
): Promise<BackUpResult> {
  const operation = new BackUp(vault, input, run);
  try {
    return await operation.run();
  } finally {
    await operation.close();
  }
}

class BackUp {
  private readonly vault: OpenVault;
  private readonly input: BackUpInput;
  private readonly runOptions: BackUpRun;
  private readonly startedMs = Date.now();
  /** The snapshot's. */
  private readonly time: string;
  private readonly problems: Problem[] = [];
  private pathOf = (path: string): string => path;
  private readonly control: Control;
  private readonly scheduler: Scheduler;
  private readonly stop = new AbortController();
  private uploads: PackUploads | undefined;
  private packedBytes = 0;
  private withoutAttributes = false;
  /** What the parent snapshot had: about as much as there will be. */
  private expected: { filesTotal?: number; bytesTotal?: number } = {};
  private staging: Promise<string> | undefined;
  private lock: HeldLock = noLock;
  private timer: NodeJS.Timeout | undefined;

  constructor(vault: OpenVault, input: BackUpInput, run: BackUpRun) {
    this.vault = vault;
    this.input = input;
    this.runOptions = run;
    this.time = input.time ?? formatGoTime(BigInt(this.startedMs) * 1_000_000n);
    // The threads start while the index is read.
    this.scheduler = new Scheduler(vault.threads.take("backup"), {
      onPack: (pack) => {
        this.packedBytes += pack.size;
        if (this.input.dryRun) this.control.packStored();
        else this.uploads!.add(pack);
      },
      onProblem: (problem) => this.problems.push(problem),
      onNotice: (path, notice) =>
        this.problems.push({ path, during: "scan", problem: notice, harmless: true }),
      onNoAttributes: () => this.noteNoAttributes(),
      onItem: (item) => run.onItem?.({ ...item, path: this.pathOf(item.path) }),
    });
    this.control = this.scheduler.control;
    if (run.signal?.aborted) this.cancel();
    run.signal?.addEventListener("abort", this.cancel, { once: true });
  }

  async run(): Promise<BackUpResult> {
    await this.takeLock();
    this.staging = makeStagingFolder(this.vault.store, "backup", this.input.dryRun);
    this.staging.catch(() => undefined);
    const plan = await this.plan();
    await this.startWorkers(plan, await this.staging);
    const reader = new VaultReader(this.vault, plan.index);
    const { withAtime = false } = this.input;
    const tools = { scheduler: this.scheduler, reader, withAtime };
    const { stdin } = this.input;
    const tree =
      stdin === undefined
        ? await saveRoots(plan.targets.roots, plan.parent?.tree, tools)
        : await this.saveStream(stdin);
    if (tree === null) throw this.nothingRead();
    const totals = await this.scheduler.finish();
    // The threads end while the rest is written; `close` waits for them.
    this.scheduler.close().catch(() => undefined);
    await this.publishPacks();
    return this.publishSnapshot(plan, tree, totals);
  }

  private nothingRead(): ResteraError {
    const found = this.problems.find(({ harmless }) => !harmless);
    const { path = "", problem = "it does not exist" } = found ?? {};
    return new ResteraError("nothing-to-back-up", { path, problem });
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    this.runOptions.signal?.removeEventListener("abort", this.cancel);
    this.stop.abort();
    await Promise.all([this.closeThreads(), this.lock.release()]);
  }

  private async closeThreads(): Promise<void> {
    await this.scheduler.close();
    const folder = await this.staging?.catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }

  /** Said once; later runs on a machine where they can be read do not rely on this snapshot for them. */
  private noteNoAttributes(): void {
    if (this.withoutAttributes) return;
    this.withoutAttributes = true;
    const problem = "left out, because the optional package koffi is not there for this platform";
    this.problems.push({ path: "extended attributes", during: "scan", problem, harmless: true });
  }

  private readonly cancel = (): void => {
    this.scheduler.stop(new ResteraError("cancelled"));
    this.stop.abort();
  };

  private async takeLock(): Promise<void> {
    const { lock, dryRun } = this.input;
    if (dryRun || lock?.take === false) return;
    this.lock = await takeLock(this.vault.objects, {
      exclusive: false,
      signal: this.stop.signal,
      onLost: (error) => this.scheduler.stop(error),
      ...(lock?.retryMs === undefined ? {} : { retryMs: lock.retryMs }),
    });
  }

  private async plan(): Promise<BackupPlan> {
    const plan = await planBackup(this.vault, this.input, this.stop.signal);
    for (const missing of plan.targets.missing) {
      const path = displayOf(toByteText(missing));
      this.problems.push({ path, during: "scan", problem: "it does not exist" });
    }
    if (this.runOptions.onItem !== undefined) this.pathOf = itemPaths(plan.targets.roots);
    if (plan.parent?.summary !== undefined) {
      const { totalFilesProcessed, totalBytesProcessed } = plan.parent.summary;
      this.expected = { filesTotal: totalFilesProcessed, bytesTotal: totalBytesProcessed };
    }
    return plan;
  }

  private async startWorkers(plan: BackupPlan, stagingFolder: string): Promise<void> {
    const { vault, input } = this;
    const { store } = vault;
    const { index, parent } = plan;
    if (packsFolder(store) === undefined && parent !== undefined) {
      await fetchTreePacks(store, index, stagingFolder, this.stop.signal);
    }
    const writer = indexWriterOf(vault, this.stop.signal);
    this.writer = writer;
    this.uploads = new PackUploads({
      ready: this.lock.confirm(),
      store,
      index: writer,
      signal: this.stop.signal,
      onStored: () => this.control.packStored(),
      onFailed: (error) => this.scheduler.stop(error),
    });
    const tellsItems = this.runOptions.onItem !== undefined;
    const settings = backupSettings({ vault, input, plan, stagingFolder, tellsItems });
    this.scheduler.begin(settings, parent !== undefined);
    this.timer = setInterval(() => this.report(), PROGRESS_MS);
  }

  private writer: IndexWriter | undefined;

  private async saveStream(input: StreamInput): Promise<string> {
    const { withAtime = false } = this.input;
    const owner = { ...currentUser(), time: this.time, withAtime };
    const { tree, isEmpty } = await saveStream(input, owner, this.scheduler);
    if (isEmpty)
      this.problems.push({ path: streamPath(input), during: "read", problem: "no data came" });
    return tree;
  }

  /** Packs first, then the index that names them. */
  private async publishPacks(): Promise<void> {
    if (this.input.dryRun) return;
    await Promise.race([this.uploads!.finish(), this.scheduler.failed]);
    await this.writer!.flush();
  }

  private async publishSnapshot(
    plan: BackupPlan,
    tree: string,
    totals: readonly WorkerTotals[],
  ): Promise<BackUpResult> {
    const { input } = this;
    const summary = summarizeBackup(this.startedMs, totals, this.scheduler, this.control);
    const unchanged = input.skipIfUnchanged === true && plan.parent?.tree === tree;
    let snapshot: Snapshot | undefined;
    await this.lock.confirm();
    if (!input.dryRun && !unchanged) {
      const look = new SecondLook(this.vault, plan.index, this.writer, this.stop.signal);
      await look.confirm([tree]);
      this.lock.assertAlive();
      const { time, withoutAttributes } = this;
      const content = snapshotContent(input, { plan, tree, summary, time, withoutAttributes });
      const id = await this.vault.objects.save("snapshots", encodeSnapshot(content), {
        signal: this.stop.signal,
      });
      snapshot = { id, ...content };
      // A prune that did not see this snapshot has changed the index by now.
      await look.confirm([tree]).catch((error: unknown) => this.withdraw(id, error));
    }
    this.report();
    return {
      ...(snapshot === undefined ? {} : { snapshot }),
      ...(plan.parent === undefined ? {} : { parent: plan.parent }),
      summary,
      seconds: (Date.now() - this.startedMs) / 1000,
      problems: this.problems,
    };
  }

  /** A snapshot that lost what it needs while it was written is no snapshot. */
  private async withdraw(id: string, error: unknown): Promise<never> {
    if (error instanceof ResteraError && error.code === "packs-gone")
      await this.vault.store.delete([`snapshots/${id}`]);
    throw error;
  }

  private report(): void {
    this.runOptions.onProgress?.({
      secondsElapsed: (Date.now() - this.startedMs) / 1000,
      filesDone: this.control.total("files"),
      bytesDone: this.control.total("bytes"),
      ...this.expected,
      errors: this.control.total("errors"),
      currentFiles: this.control.current(),
    });
  }
}
