import { ResteraError } from "../foundation/errors.ts";
import { checkHere } from "./check/check-here.ts";
import { TreeWalk } from "./check/check-trees.ts";
import { choosePacks } from "./check/choose-packs.ts";
import type { CheckPackAnswer, CheckPackJob } from "./check/messages.ts";
import { PackChecker } from "./check/pack-checker.ts";
import { PackContents } from "./check/pack-contents.ts";
import { loadIndex, type VaultIndex } from "./index/load-index.ts";
import type {
  CheckFinding,
  CheckInput,
  CheckProgress,
  CheckReport,
  RunOptions,
} from "./operations.ts";
import { packSize } from "./pack/pack-header.ts";
import { decodeMarks, hasMarks } from "./prune/marks.ts";
import { PackSource } from "./restore/pack-source.ts";
import { loadSnapshots } from "./snapshot/load-snapshots.ts";
import type { Snapshot } from "./snapshot/snapshot.ts";
import { listPacks } from "./vault/list-packs.ts";
import { type HeldLock, noLock, takeLock } from "./vault/lock.ts";
import type { OpenVault } from "./vault/open-vault.ts";
import { VaultReader } from "./vault/vault-reader.ts";
import { forEachBounded } from "./workers/for-each-bounded.ts";
import { JobQueue } from "./workers/job-queue.ts";
import { fromWorker } from "./workers/worker-pool.ts";

/** Packs that are being fetched or read: enough for both workers and the way, few enough for the disk. */
const PACKS_AT_ONCE = 6;

/**
 * Checks a vault: the index against the packs that are there, every snapshot's trees, and with
 * `readData` every byte of every pack; of `only` some snapshots their trees, and the packs that they use. Damage is reported, not thrown; throws `locked`, `cancelled`, `usage`.
 */
export async function check(
  vault: OpenVault,
  input: CheckInput = {},
  run: RunOptions<CheckProgress> = {},
): Promise<CheckReport> {
  const lock = await lockFor(vault, input, run);
  try {
    const report = await new Check(vault, input, run).run();
    await lock.confirm();
    return report;
  } finally {
    await lock.release();
  }
}

function lockFor(
  vault: OpenVault,
  input: CheckInput,
  run: RunOptions<CheckProgress>,
): Promise<HeldLock> | HeldLock {
  if (input.lock?.take === false) return noLock;
  const { retryMs } = input.lock ?? {};
  return takeLock(vault.objects, {
    exclusive: false,
    onlyReads: true,
    ...(run.signal === undefined ? {} : { signal: run.signal }),
    ...(retryMs === undefined ? {} : { retryMs }),
  });
}

class Check {
  private readonly vault: OpenVault;
  private readonly input: CheckInput;
  private readonly onProgress: (progress: CheckProgress) => void;
  /** Ends what is still being read when something else has failed. */
  private readonly stop = new AbortController();
  private readonly signal: AbortSignal;
  private readonly startedMs = Date.now();
  private readonly findings: CheckFinding[] = [];
  private readonly contents = new PackContents();
  /** To be called when this thread has nothing else to do. */
  private helpReading: () => void = () => undefined;
  private packsRead = 0;
  private bytesRead = 0;

  constructor(vault: OpenVault, input: CheckInput, run: RunOptions<CheckProgress>) {
    this.vault = vault;
    this.input = input;
    this.onProgress = run.onProgress ?? (() => undefined);
    const { signal } = this.stop;
    this.signal = run.signal === undefined ? signal : AbortSignal.any([run.signal, signal]);
  }

  async run(): Promise<CheckReport> {
    const call = { signal: this.signal };
    this.progress("index", 0, 0);
    const snapshots = await loadSnapshots(this.vault.objects, {
      ...call,
      onDamaged: (id, error) => this.damaged(`snapshot ${id}`, error),
    });
    const index = await loadIndex(this.vault.objects, {
      ...call,
      onBlob: (entry, place) => this.contents.add(entry, place),
    });
    for (const error of index.damaged) this.damaged(String(error.details.object), error);
    const present = await this.checkPacks(index);
    const reader = new VaultReader(this.vault, index);
    const { only } = this.input;
    const chosen = only === undefined ? snapshots : snapshots.filter(({ id }) => only.has(id));
    let reading = only === undefined ? this.startReading(index, present) : Promise.resolve();
    try {
      const walk = await this.walkTrees(reader, chosen);
      if (only !== undefined) {
        const used = this.contents.packsWith(walk.used);
        reading = this.startReading(index, present, used);
      }
      this.helpReading();
      await reading;
      return {
        ...this.report(chosen.length, snapshots.length - chosen.length, present.size),
        ...(only === undefined && { unusedBlobs: walk.unused }),
      };
    } finally {
      this.stop.abort();
      await reading.catch(() => undefined);
      reader.close();
    }
  }

  private startReading(...packs: Parameters<Check["readData"]>): Promise<void> {
    const reading = this.readData(...packs);
    // Whoever waits for it hears of it.
    reading.catch(() => undefined);
    return reading;
  }

  private async walkTrees(reader: VaultReader, snapshots: readonly Snapshot[]): Promise<TreeWalk> {
    const walk = new TreeWalk(reader, this.signal, (finding) =>
      this.findings.push({ level: "error", ...finding }),
    );
    for (const [i, { tree }] of snapshots.entries()) {
      this.progress("snapshots", i, snapshots.length);
      await walk.walk(tree);
    }
    return walk;
  }

  /** The index against what is there. */
  private async checkPacks(index: VaultIndex): Promise<Map<string, number>> {
    const present = await listPacks(this.vault.store, this.signal);
    const known = new Set(index.packs);
    this.progress("packs", 0, present.size);
    index.packs.forEach((id, pack) => {
      const size = present.get(id);
      const expected = this.contents.expectedSize(pack);
      // A pack without blobs is nothing that anybody could need.
      if (size === undefined && expected === packSize([])) return;
      if (size === undefined) this.missing(id);
      else if (size !== expected)
        this.error(`pack ${id}`, `it has ${size} bytes, the index says ${expected}`);
    });
    const hint = (object: string, problem: string): void => {
      this.findings.push({ level: "hint", object, problem });
    };
    for (const id of index.repeated) hint("index", `several of its files name pack ${id}`);
    for (const id of index.oldest)
      hint(`index ${id}`, "it has the form of restic's first versions");
    const unnamed = [...present.keys()].filter((id) => !known.has(id));
    const marked = unnamed.length > 0 ? await this.markedPacks(index.fileIds) : new Set<string>();
    for (const id of unnamed) {
      const problem = marked.has(id) ? "a prune has marked it to be deleted" : "no index names it";
      hint(`pack ${id}`, problem);
    }
    return present;
  }

  /** Packs that wait to be deleted; an index file that cannot be read was told already. */
  private async markedPacks(files: readonly string[]): Promise<Set<string>> {
    const marked = new Set<string>();
    const call = { signal: this.signal };
    for (const id of files) {
      try {
        const text = await this.vault.objects.load("index", id, call);
        if (!hasMarks(text)) continue;
        for (const { pack } of decodeMarks(text, `index ${id}`, new Date())) marked.add(pack);
      } catch (error) {
        const isKnown =
          error instanceof ResteraError && ["damaged", "not-found"].includes(error.code);
        if (!isKnown) throw error;
      }
    }
    return marked;
  }

  /** All packs that are there, or those of `wanted`, by their numbers in the index. */
  private async readData(
    index: VaultIndex,
    present: ReadonlyMap<string, number>,
    wanted?: ReadonlySet<number>,
  ): Promise<void> {
    const { readData = false, readDataSubset } = this.input;
    if (!readData && readDataSubset === undefined) return;
    const all = index.packs
      .map((id, pack) => ({ id, pack, size: present.get(id) ?? 0 }))
      .filter(({ id, pack }) => present.has(id) && wanted?.has(pack) !== false);
    const packs = readDataSubset === undefined ? all : choosePacks(all, readDataSubset);
    const source = new PackSource(this.vault.store, index, this.signal);
    const settings = { key: this.vault.key, table: index.table.share };
    const queue = new JobQueue<CheckPackJob, CheckPackAnswer>(this.vault.threads.take("check"), {
      settings,
    });
    const over = new AbortController();
    this.helpReading = () => {
      if (over.signal.aborted) return;
      const checker = new PackChecker(settings);
      queue.helpHere((job) => checkHere(checker, job, over.signal));
    };
    const cancel = (): void => {
      over.abort();
      queue.cancel();
    };
    this.signal.addEventListener("abort", cancel, { once: true });
    if (this.signal.aborted) cancel();
    try {
      await forEachBounded(packs, PACKS_AT_ONCE, ({ id, pack }) =>
        this.readPack(queue, source, id, pack, packs.length),
      );
    } finally {
      this.signal.removeEventListener("abort", cancel);
      over.abort();
      await queue.close();
      await source.close();
    }
  }

  private async readPack(
    queue: JobQueue<CheckPackJob, CheckPackAnswer>,
    source: PackSource,
    id: string,
    pack: number,
    total: number,
  ): Promise<void> {
    const local = await source.get(pack);
    if (local === undefined) return this.missing(id);
    try {
      const answer = await queue.run({
        id,
        file: local.file,
        ...this.contents.blobs(pack),
      });
      if (answer.failure !== undefined) throw fromWorker(answer.failure);
      for (const problem of answer.problems) this.error(`pack ${id}`, problem);
      this.bytesRead += answer.bytes;
    } finally {
      await local.release();
    }
    this.packsRead++;
    this.progress("data", this.packsRead, total);
  }

  private report(snapshots: number, snapshotsLeftOut: number, packs: number): CheckReport {
    return {
      ok: !this.findings.some(({ level }) => level === "error"),
      findings: this.findings,
      snapshots,
      snapshotsLeftOut,
      packs,
      packsRead: this.packsRead,
      bytesRead: this.bytesRead,
      seconds: (Date.now() - this.startedMs) / 1000,
    };
  }

  private missing(pack: string): void {
    this.error(`pack ${pack}`, "it is missing", { isMissing: true });
  }

  private error(object: string, problem: string, more: Pick<CheckFinding, "isMissing"> = {}): void {
    if (this.findings.some((known) => known.object === object && known.problem === problem)) return;
    this.findings.push({ level: "error", object, problem, ...more });
  }

  private damaged(object: string, error: ResteraError): void {
    this.error(object, String(error.details.problem ?? error.message));
  }

  private progress(phase: CheckProgress["phase"], done: number, total: number): void {
    this.onProgress({ secondsElapsed: (Date.now() - this.startedMs) / 1000, phase, done, total });
  }
}
