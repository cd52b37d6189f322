import { rm } from "node:fs/promises";
import { ResteraError } from "../foundation/errors.ts";
import { SecondLook } from "./backup/look-again.ts";
import { PackUploads } from "./backup/pack-uploads.ts";
import { wantedBlobs } from "./copy/copy-job.ts";
import { CopyPlan } from "./copy/copy-plan.ts";
import type { CopyInput, CopyProgress, CopyResult, SnapshotCopy } from "./copy/copy-result.ts";
import { CopyWorkers } from "./copy/copy-workers.ts";
import type { CopySettings } from "./copy/messages.ts";
import { PackCopier } from "./copy/pack-copier.ts";
import { CopiedSnapshots } from "./copy/similar-snapshots.ts";
import { indexWriterOf } from "./index/index-writer-of.ts";
import type { IndexWriter } from "./index/index-writer.ts";
import { makeStagingFolder } from "./pack/make-staging-folder.ts";
import { zstdLevels } from "./pack/zstd-levels.ts";
import { loadIndex } from "./index/load-index.ts";
import type { RunOptions } from "./operations.ts";
import { PackSource } from "./restore/pack-source.ts";
import { encodeSnapshot } from "./snapshot/encode-snapshot.ts";
import { loadSnapshots } from "./snapshot/load-snapshots.ts";
import type { Snapshot } from "./snapshot/snapshot.ts";
import { listPacks } from "./vault/list-packs.ts";
import { type HeldLock, noLock, takeLock } from "./vault/lock.ts";
import type { OpenVault } from "./vault/open-vault.ts";
import type { VaultReader } from "./vault/vault-reader.ts";
import { forEachBounded } from "./workers/for-each-bounded.ts";

/** Where snapshots come from. */
export interface CopySource {
  readonly reader: VaultReader;
  readonly snapshots: readonly Snapshot[];
  /** Resolves when the source's lock has settled. */
  readonly ready: Promise<void>;
}

/** Snapshots are published when this much was copied: a copy that breaks off has not been for nothing. */
const BATCH_BYTES = 4 * 2 ** 30;
const DEFAULT_PACK_MIB = 16;
/** Packs of a remote source that are fetched and copied at once. */
const PACKS_AT_ONCE = 6;
const SNAPSHOTS_AT_ONCE = 8;
const PROGRESS_MS = 100;

/**
 * Copies snapshots and all they need into another vault: plan, open and seal, store, index, snapshots.
 * What is there stays; a snapshot that was copied before is skipped. Throws `damaged` or
 * `blob-missing` when a snapshot is not whole, `locked`, `pack-not-stored`, `worker-died`, `cancelled`.
 */
export async function copySnapshots(
  source: CopySource,
  target: OpenVault,
  input: CopyInput = {},
  run: RunOptions<CopyProgress> = {},
): Promise<CopyResult> {
  const copy = new Copy(source, target, input, run);
  try {
    return await copy.run();
  } finally {
    await copy.close();
  }
}

class Copy {
  private readonly source: CopySource;
  private readonly target: OpenVault;
  private readonly input: CopyInput;
  private readonly runOptions: RunOptions<CopyProgress>;
  private readonly startedMs = Date.now();
  private readonly stop = new AbortController();
  private readonly workers: CopyWorkers;
  private readonly packs: PackSource;
  private readonly copied: SnapshotCopy[] = [];
  private readonly skipped: SnapshotCopy[] = [];
  private lock: HeldLock = noLock;
  private stagingFolder = "";
  private writer!: IndexWriter;
  private look: SecondLook | undefined;
  private uploads!: PackUploads;
  private timer: NodeJS.Timeout | undefined;
  private bytesAdded = 0;
  private bytesDone = 0;
  private bytesTotal = 0;

  constructor(
    source: CopySource,
    target: OpenVault,
    input: CopyInput,
    run: RunOptions<CopyProgress>,
  ) {
    this.source = source;
    this.target = target;
    this.input = input;
    this.runOptions = run;
    const { reader } = source;
    this.packs = new PackSource(reader.vault.store, reader.index, this.stop.signal);
    // The threads start while the target's index is read.
    this.workers = new CopyWorkers(target.threads.take("copy"), (pack) => {
      this.bytesAdded += pack.size;
      this.uploads.add(pack);
    });
    if (run.signal?.aborted) this.cancel();
    run.signal?.addEventListener("abort", this.cancel, { once: true });
  }

  async run(): Promise<CopyResult> {
    const { objects, store } = this.target;
    const call = { signal: this.stop.signal };
    await this.takeLock();
    const there = await loadSnapshots(objects, { ...call, onDamaged: () => undefined });
    const index = await loadIndex(objects, {
      ...call,
      present: await listPacks(store, call.signal),
    });
    await this.begin();
    this.look = new SecondLook(this.target, index, this.writer, call.signal);
    const plan = new CopyPlan(this.source.reader, index.table, this.stop.signal);
    const copies = new CopiedSnapshots(there);
    let batch: Snapshot[] = [];
    for (const snapshot of this.source.snapshots) {
      const copy = copies.find(snapshot);
      if (copy !== undefined) {
        this.skipped.push({ source: snapshot, target: copy });
        continue;
      }
      await plan.addTree(snapshot.tree);
      batch.push(snapshot);
      if (plan.bytes >= BATCH_BYTES) await this.publish(plan, batch.splice(0));
    }
    await this.publish(plan, batch);
    return {
      copied: this.copied,
      skipped: this.skipped,
      blobs: plan.blobs,
      bytesAdded: this.bytesAdded,
      seconds: (Date.now() - this.startedMs) / 1000,
    };
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    this.runOptions.signal?.removeEventListener("abort", this.cancel);
    this.stop.abort();
    await this.workers.close();
    await this.packs.close();
    if (this.stagingFolder !== "") await rm(this.stagingFolder, { recursive: true, force: true });
    await this.lock.release();
  }

  private readonly cancel = (): void => {
    this.workers.stop(new ResteraError("cancelled"));
    this.stop.abort();
  };

  private async takeLock(): Promise<void> {
    const { lock } = this.input;
    if (lock?.take === false) return;
    this.lock = await takeLock(this.target.objects, {
      exclusive: false,
      signal: this.stop.signal,
      onLost: (error) => this.workers.stop(error),
      ...(lock?.retryMs === undefined ? {} : { retryMs: lock.retryMs }),
    });
  }

  private async begin(): Promise<void> {
    const { store, config } = this.target;
    const { signal } = this.stop;
    const compress = config.version === 2;
    this.stagingFolder = await makeStagingFolder(store, "copy");
    this.writer = indexWriterOf(this.target, signal);
    const ready = Promise.all([this.lock.confirm(), this.source.ready]).then(() => undefined);
    ready.catch(() => undefined);
    this.uploads = new PackUploads({
      ready,
      store,
      index: this.writer,
      signal,
      onStored: () => this.workers.control.packStored(),
      onFailed: (error) => this.workers.stop(error),
    });
    this.workers.begin(this.settings(compress));
    this.timer = setInterval(() => this.report(), PROGRESS_MS);
  }

  private settings(compress: boolean): CopySettings {
    const { compression = "auto", packSizeMib = DEFAULT_PACK_MIB, verify = true } = this.input;
    return {
      sourceKey: this.source.reader.vault.key,
      targetKey: this.target.key,
      stagingFolder: this.stagingFolder,
      packBytes: packSizeMib << 20,
      ...(compress ? { level: zstdLevels[compression] } : {}),
      compressData: compression !== "off",
      recompress: compression !== "auto",
      verify,
    };
  }

  /** Copies what the plan has gathered, then writes the snapshots that it belongs to. */
  private async publish(plan: CopyPlan, snapshots: readonly Snapshot[]): Promise<void> {
    if (snapshots.length === 0) return;
    this.bytesTotal += plan.bytes;
    await this.copyPacks(plan.take());
    await this.workers.finish();
    await Promise.race([this.uploads.finish(), this.workers.failed]);
    await this.writer.flush();
    await Promise.all([this.lock.confirm(), this.source.ready]);
    const trees = snapshots.map(({ tree }) => tree);
    await this.look!.confirm(trees);
    this.lock.assertAlive();
    const before = this.copied.length;
    await forEachBounded(snapshots.entries(), SNAPSHOTS_AT_ONCE, async ([i, source]) => {
      // A parent means nothing in another vault.
      const { id: first, parent: _, ...rest } = source;
      const content = { ...rest, original: source.original ?? first };
      const text = encodeSnapshot(content);
      const id = await this.target.objects.save("snapshots", text, { signal: this.stop.signal });
      this.copied[before + i] = { source, target: { ...content, id } };
    });
    await this.look!.confirm(trees);
    this.report();
  }

  private async copyPacks(packs: ReadonlyMap<number, readonly number[]>): Promise<void> {
    const { index } = this.source.reader;
    const copier = new PackCopier(index, this.packs, this.workers);
    await forEachBounded(packs, PACKS_AT_ONCE, async ([pack, entries]) => {
      const blobs = wantedBlobs(index, entries);
      await copier.copy(pack, blobs);
      this.bytesDone += blobs.reduce((sum, { place }) => sum + place.length, 0);
    });
  }

  private report(): void {
    this.runOptions.onProgress?.({
      secondsElapsed: (Date.now() - this.startedMs) / 1000,
      snapshotsDone: this.copied.length + this.skipped.length,
      snapshotsTotal: this.source.snapshots.length,
      bytesDone: this.bytesDone,
      bytesTotal: this.bytesTotal,
    });
  }
}
