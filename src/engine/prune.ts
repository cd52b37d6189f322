import { ResteraError, problemOf } from "../foundation/errors.ts";
import type { IndexWriter } from "./index/index-writer.ts";
import type { RunOptions } from "./operations.ts";
import { packKey } from "./pack/pack-files.ts";
import { isDue, type Mark, timeOf } from "./prune/marks.ts";
import { type PrunePlan, planPrune } from "./prune/plan-prune.ts";
import { blobsOf } from "./prune/prune-index.ts";
import type { PruneInput, PruneProgress, PruneResult, PruneWay } from "./prune/prune-result.ts";
import { blobsToRepack, loadPruneState, type PruneState } from "./prune/prune-state.ts";
import { repackPacks } from "./prune/repack-packs.ts";
import { replaceIndex, saveMarks } from "./prune/replace-index.ts";
import { reviveNeeded } from "./prune/revive-needed.ts";
import { indexWriterOf } from "./index/index-writer-of.ts";
import { deleteIndexes } from "./repair/repair-index.ts";
import { isDeadHere, listLocks, type LockInfo } from "./vault/lock-info.ts";
import { type HeldLock, noLock, takeLock } from "./vault/lock.ts";
import type { OpenVault } from "./vault/open-vault.ts";

const DEFAULT_PACK_MIB = 16;
/** Nobody else prunes meanwhile. */
const PURPOSE = "prune";
const DELETE_AT_ONCE = 200;

/**
 * Removes what no snapshot needs: plan, repack, replace the index, delete. Packs go only once no index names them, and an
 * index only once another one has what it named; whatever cannot be read ends the prune before it has changed anything.
 *
 * Throws `locked`, `damaged`, `blob-missing`, `pack-not-stored`, `cancelled`.
 *
 * @param held a lock under which this runs; absent, it takes its own
 */
export async function prune(
  vault: OpenVault,
  input: PruneInput = {},
  run: RunOptions<PruneProgress> = {},
  held?: HeldLock,
): Promise<PruneResult> {
  if (held !== undefined) return new Prune(vault, input, run, "exclusive", held).run();
  const { way, lock } = await lockFor(vault, input, run);
  try {
    return await new Prune(vault, input, run, way, lock).run();
  } finally {
    await lock.release();
  }
}

async function lockFor(
  vault: OpenVault,
  input: PruneInput,
  run: RunOptions<PruneProgress>,
): Promise<{ way: PruneWay; lock: HeldLock }> {
  const signal = run.signal === undefined ? {} : { signal: run.signal };
  const { take = true, retryMs } = input.lock ?? {};
  const way = input.way ?? (await chooseWay(vault, signal));
  if (!take) return { way, lock: noLock };
  const exclusive = way === "exclusive";
  const retry = retryMs === undefined ? {} : { retryMs };
  const lock = await takeLock(vault.objects, {
    exclusive,
    purpose: PURPOSE,
    onlyReads: input.dryRun === true,
    ...signal,
    ...retry,
  });
  return { way, lock };
}

/** Programs that do not look again at what they rely on must be kept out; beside our own, packs are only marked. */
async function chooseWay(vault: OpenVault, call: { signal?: AbortSignal }): Promise<PruneWay> {
  const others = await othersIn(vault, call);
  const allOurs = others.every(({ started, exclusive }) => started !== undefined && !exclusive);
  return others.length > 0 && allOurs ? "mark" : "exclusive";
}

async function othersIn(vault: OpenVault, call: { signal?: AbortSignal }): Promise<LockInfo[]> {
  const locks = await listLocks(vault.objects, call);
  return locks.filter((lock) => lock.purpose !== PURPOSE && !isDeadHere(lock));
}

class Prune {
  private readonly vault: OpenVault;
  private readonly input: PruneInput;
  private readonly runOptions: RunOptions<PruneProgress>;
  private readonly way: PruneWay;
  private readonly lock: HeldLock;
  private readonly signal: AbortSignal;
  private readonly now = new Date();
  private readonly packBytes: number;
  private readonly writer: IndexWriter;
  private readonly deleted: string[] = [];
  private readonly failed: { pack: string; problem: string }[] = [];
  private readonly revived = new Set<string>();
  private bytesAdded = 0;
  private bytesDeleted = 0;

  constructor(
    vault: OpenVault,
    input: PruneInput,
    run: RunOptions<PruneProgress>,
    way: PruneWay,
    lock: HeldLock,
  ) {
    this.vault = vault;
    this.input = input;
    this.runOptions = run;
    this.way = way;
    this.lock = lock;
    this.signal = run.signal ?? new AbortController().signal;
    this.packBytes = (input.packSizeMib ?? DEFAULT_PACK_MIB) << 20;
    this.writer = indexWriterOf(vault, this.signal);
  }

  async run(): Promise<PruneResult> {
    await this.lock.confirm();
    const { signal, now, input } = this;
    this.report("index", 0, 0);
    const state = await loadPruneState(this.vault, {
      now,
      signal,
      without: input.without ?? [],
      onProgress: (done, total) => this.report("snapshots", done, total),
    });
    const plan = this.plan(state);
    for (const id of state.revived) this.revived.add(id);
    if (input.dryRun === true) return this.result(state, plan, []);
    const marked = await this.apply(state, plan);
    return this.result(state, plan, marked);
  }

  private plan(state: PruneState): PrunePlan {
    const { input, packBytes } = this;
    const limits = input.recoverNoFreeSpace === true ? { ...input, maxRepackBytes: 0 } : input;
    const { usage, present, unreferenced } = state;
    const formatVersion = this.vault.config.version;
    return planPrune({ usage, present, unreferenced, limits, packBytes, formatVersion });
  }

  /** Gives the packs that were marked. */
  private async apply(state: PruneState, plan: PrunePlan): Promise<string[]> {
    const waiting = [...state.marks.values()].filter(({ pack }) => !state.revived.has(pack));
    if (this.way === "mark") return this.mark(state, plan, waiting);
    const { vault, signal } = this;
    // Nobody else is there: what no index names as in use is nobody's.
    await this.delete(state, [...plan.unreferenced, ...waiting.map(({ pack }) => pack)]);
    await this.repack(state, plan);
    this.lock.assertAlive();
    const [removed, missing] = [idsOf([...plan.repack, ...plan.remove]), idsOf(plan.missing)];
    const gone = new Set([...removed, ...missing]);
    if (this.input.recoverNoFreeSpace === true) {
      await deleteIndexes(
        vault,
        state.files.map(({ id }) => id),
        signal,
      );
      await this.delete(state, removed);
    }
    const change = { gone, revived: state.revived, marks: [] };
    await replaceIndex(vault, this.filesToReplace(state), this.writer, change, signal);
    if (this.input.recoverNoFreeSpace !== true) await this.delete(state, removed);
    return [];
  }

  /** After the index was deleted, all of it is written anew. */
  private filesToReplace(state: PruneState): PruneState {
    if (this.input.recoverNoFreeSpace !== true) return state;
    return { ...state, files: state.files.map((file) => ({ ...file, hasMarks: true })) };
  }

  private async mark(
    state: PruneState,
    plan: PrunePlan,
    waiting: readonly Mark[],
  ): Promise<string[]> {
    const { vault, signal } = this;
    await this.repack(state, plan);
    this.lock.assertAlive();
    const doomed = [...plan.repack, ...plan.remove];
    const fresh: Mark[] = [
      ...doomed.map(({ id, pack }) => this.markOf(id, blobsOf(state, pack))),
      ...plan.unreferenced.map((id) => this.markOf(id, [])),
    ];
    const old = waiting.filter(({ pack }) => state.present.has(pack));
    const gone = new Set(idsOf([...doomed, ...plan.missing]));
    // Marks of what is in use again go too, before they grow old.
    const hasMarks = state.files.some((file) => file.hasMarks);
    if (fresh.length + gone.size === 0 && !hasMarks) return [];
    const change = { gone, revived: state.revived, marks: [...fresh, ...old] };
    const file = await replaceIndex(vault, state, this.writer, change, signal);
    const left = await reviveNeeded(vault, { state, fresh, marks: change.marks, file, signal });
    for (const id of left.revived) this.revived.add(id);
    await this.deleteDue(state, left.marks, left.file);
    return fresh.map(({ pack }) => pack).filter((pack) => !left.revived.has(pack));
  }

  private markOf(pack: string, blobs: Mark["blobs"]): Mark {
    return { pack, blobs, time: timeOf(this.now) };
  }

  /** Deletes what was marked long ago; then the marks go, so that a crash leaves marks of what is gone. */
  private async deleteDue(
    state: PruneState,
    marks: readonly Mark[],
    file: string | undefined,
  ): Promise<void> {
    const { vault, signal } = this;
    const locks = await othersIn(vault, { signal });
    const due = marks.filter((mark) => isDue(mark, locks, this.now));
    if (due.length === 0) return;
    await this.delete(
      state,
      due.map(({ pack }) => pack),
    );
    const left = marks.filter((mark) => !due.includes(mark));
    if (left.length > 0) await saveMarks(vault, left, signal);
    if (file !== undefined) await deleteIndexes(vault, [file], signal);
  }

  private async repack(state: PruneState, plan: PrunePlan): Promise<void> {
    const wanted = blobsToRepack(state, plan);
    this.report("repack", 0, wanted.size);
    this.bytesAdded = await repackPacks(this.vault, {
      index: state.index,
      wanted,
      packBytes: this.packBytes,
      settings: this.input,
      writer: this.writer,
      signal: this.signal,
      onProgress: (done) => this.report("repack", done, wanted.size),
    });
  }

  /** What cannot be deleted is no longer in use: it stays for the next prune. */
  private async delete(state: PruneState, packs: readonly string[]): Promise<void> {
    for (let i = 0; i < packs.length; i += DELETE_AT_ONCE) {
      if (this.signal.aborted) throw new ResteraError("cancelled");
      this.lock.assertAlive();
      this.report("delete", i, packs.length);
      const some = packs.slice(i, i + DELETE_AT_ONCE);
      const errors = await this.vault.store.delete(some.map(packKey), { signal: this.signal });
      for (const pack of some) {
        const error = errors.get(packKey(pack));
        if (error !== undefined) this.failed.push({ pack, problem: problemOf(error) });
        else if (state.present.has(pack)) {
          this.deleted.push(pack);
          this.bytesDeleted += state.present.get(pack)!;
        }
      }
    }
  }

  private result(state: PruneState, plan: PrunePlan, marked: readonly string[]): PruneResult {
    const gone = new Set(this.deleted);
    const waits = (id: string): boolean => !gone.has(id) && !this.revived.has(id);
    return {
      way: this.way,
      dryRun: this.input.dryRun === true,
      stats: plan.stats,
      repacked: idsOf(plan.repack),
      unused: idsOf(plan.remove),
      unreferenced: plan.unreferenced,
      missing: idsOf(plan.missing),
      marked,
      waiting: [...state.marks.keys()].filter(waits),
      revived: [...this.revived],
      deleted: this.deleted,
      failed: this.failed,
      bytesAdded: this.bytesAdded,
      bytesDeleted: this.bytesDeleted,
      seconds: (Date.now() - this.now.getTime()) / 1000,
    };
  }

  private report(phase: PruneProgress["phase"], done: number, total: number): void {
    const secondsElapsed = (Date.now() - this.now.getTime()) / 1000;
    this.runOptions.onProgress?.({ secondsElapsed, phase, done, total });
  }
}

function idsOf(packs: readonly { readonly id: string }[]): string[] {
  return packs.map(({ id }) => id);
}
