import { copySnapshots } from "../../engine/copy.ts";
import type { CopyProgress, CopyResult } from "../../engine/copy/copy-result.ts";
import type { LockInput, RunOptions } from "../../engine/operations.ts";
import { prune } from "../../engine/prune.ts";
import type { PruneInput, PruneProgress, PruneResult } from "../../engine/prune/prune-result.ts";
import {
  repairIndex,
  type RepairIndexInput,
  type RepairIndexResult,
  type RepairProgress,
} from "../../engine/repair/repair-index.ts";
import {
  repairPacks,
  type RepairPacksInput,
  type RepairPacksResult,
} from "../../engine/repair/repair-packs.ts";
import {
  repairSnapshots,
  type RepairSnapshotsInput,
  type RepairSnapshotsResult,
} from "../../engine/repair/repair-snapshots.ts";
import { type RewriteInput, type RewriteResult, rewriteSnapshots } from "../../engine/rewrite.ts";
import { sortByTime } from "../../engine/snapshot/group-snapshots.ts";
import { findObjectId } from "../../engine/vault/find-object-id.ts";
import { listKeys, removeKey, type VaultKey } from "../../engine/vault/keys.ts";
import { type HeldLock } from "../../engine/vault/lock.ts";
import { isStale, listLocks, type LockInfo } from "../../engine/vault/lock-info.ts";
import { addKey, type OpenVault } from "../../engine/vault/open-vault.ts";
import { uncachedVault } from "../../engine/vault/uncached-vault.ts";
import { ResteraError } from "../../foundation/errors.ts";
import { isId } from "../../foundation/hex.ts";
import { type AddKeyInput, changePassword, type ChangePasswordInput } from "./change-password.ts";
import { callOf, SessionState, type Stoppable } from "./session-state.ts";
import { type TagChange, type TagInput, tagSnapshots } from "./tag-snapshots.ts";
import { unlockVault, type UnlockInput, type UnlockResult } from "./unlock-vault.ts";
import { drill, type DrillInput, type DrillProgress } from "./drill.ts";
import { type DrillReport, verifyReport } from "./drill-report.ts";
import {
  type ForgetInput,
  type ForgetResult,
  isWorthPruning,
  planForget,
  removeSnapshots,
} from "./forget-snapshots.ts";
import type { CopyFromInput, SearchedSnapshots, Vault, WithLock } from "./vault.ts";
import { withFreshReads } from "./with-fresh-reads.ts";
import { withWriter } from "./with-writer.ts";
import { withExclusiveLock, withSharedLock, withWritersLock } from "./with-lock.ts";

/** The part of an open vault that looks after it: tags, copies, repairs, keys and locks. */
export class VaultUpkeep {
  protected readonly state: SessionState;
  protected readonly severalWriters: boolean;

  /** `severalWriters`: see `withWriter`; `onDamaged`: see `SessionState`. */
  constructor(
    opened: OpenVault,
    {
      severalWriters = false,
      onDamaged,
    }: { severalWriters?: boolean; onDamaged?: (error: ResteraError) => void } = {},
  ) {
    this.state = new SessionState(opened, onDamaged);
    this.severalWriters = severalWriters;
  }

  get url(): string {
    return this.opened.store.url;
  }

  get id(): string {
    return this.opened.config.id;
  }

  /** Id of the key that opened the vault. */
  get keyId(): string {
    return this.opened.keyId;
  }

  tag(input: TagInput, run: RunOptions = {}): Promise<TagChange[]> {
    return this.writing(input.lock, run, async () => {
      const snapshots = await this.state.choose(input.snapshots, input.filter, run);
      return tagSnapshots(this.opened, snapshots, input, run);
    });
  }

  /** As in restic, a dry run may do without the lock. */
  async forget(input: ForgetInput, run: RunOptions<PruneProgress> = {}): Promise<ForgetResult> {
    const { dryRun = false, lock } = input;
    if (lock?.take === false && !dryRun)
      throw new ResteraError("usage", { problem: "without a lock, forget only runs dry" });
    const pruneInput = { ...input.prune, dryRun };
    const isAlone = pruneInput.way !== "mark";
    const remove = async (held: HeldLock): Promise<ForgetResult> => {
      const forgotten = await this.forgetAlone(input, run);
      if (input.prune === undefined || !isWorthPruning(forgotten) || !isAlone) return forgotten;
      const without = [...forgotten.removed.map(({ id }) => id), ...forgotten.unread];
      return {
        ...forgotten,
        prune: await prune(this.opened, { ...pruneInput, without }, run, held),
      };
    };
    const result = await this.writing(lock, run, remove, dryRun);
    if (input.prune === undefined || !isWorthPruning(result) || isAlone) return result;
    const without = [...result.removed.map(({ id }) => id), ...result.unread];
    const locking = lock === undefined ? {} : { lock };
    return { ...result, prune: await this.prune({ ...pruneInput, ...locking, without }, run) };
  }

  private async forgetAlone(input: ForgetInput, run: RunOptions): Promise<ForgetResult> {
    const { snapshots: named = [], filter, dryRun = false } = input;
    const damaged = await this.state.damagedOnes(named, run);
    const readable = named.filter((name) => !damaged.has(name));
    const isNamedOnly = named.length > 0 && readable.length === 0;
    const chosen = isNamedOnly ? [] : await this.state.choose(readable, filter, run);
    const groups = named.length > 0 ? [] : planForget(chosen, input);
    const doomed = named.length > 0 ? chosen : groups.flatMap(({ remove }) => remove);
    const unread = [...new Set(damaged.values())];
    if (dryRun) return { groups, removed: doomed, unread, failed: [] };
    return { groups, ...(await removeSnapshots(this.opened, doomed, unread, run)) };
  }

  prune(input: PruneInput = {}, run: RunOptions<PruneProgress> = {}): Promise<PruneResult> {
    if (input.lock?.take === false && input.dryRun !== true)
      throw new ResteraError("usage", { problem: "without a lock, prune only runs dry" });
    return prune(this.opened, input, run).finally(() => this.state.forgetListings());
  }

  async copyFrom(
    source: Vault,
    input: CopyFromInput = {},
    run: RunOptions<CopyProgress> = {},
  ): Promise<CopyResult> {
    if (!(source instanceof VaultUpkeep)) {
      throw new ResteraError("usage", { problem: "the source is no vault that openVault() gave" });
    }
    if (source.id === this.id && source.url === this.url)
      throw new ResteraError("same-vault", { id: this.id });
    const { opened, state } = source;
    return withSharedLock(opened, input.sourceLock, run, async (lock) => {
      state.forgetListings();
      const snapshots = sortByTime(await state.choose(input.snapshots, input.filter, run));
      const from = { reader: await state.reader(run), snapshots, ready: lock.confirm() };
      const { severalWriters } = this;
      return withWriter(this.opened, { lock: input.lock, severalWriters }, run, (own) =>
        copySnapshots(from, this.opened, { ...input, ...(own && { lock: own }) }, run),
      ).finally(() => this.state.forgetListings());
    });
  }

  repairIndex(
    input: RepairIndexInput & WithLock = {},
    run: RunOptions<RepairProgress> = {},
  ): Promise<RepairIndexResult> {
    return this.writing(input.lock, run, () => repairIndex(uncachedVault(this.opened), input, run));
  }

  repairPacks(
    input: RepairPacksInput & WithLock,
    run: RunOptions<RepairProgress> = {},
  ): Promise<RepairPacksResult> {
    return this.writing(input.lock, run, async () => {
      const packs: string[] = [];
      for (const id of input.packs) {
        packs.push(isId(id) ? id : await findObjectId(this.opened.store, "data", id, callOf(run)));
      }
      return repairPacks(uncachedVault(this.opened), { ...input, packs }, run);
    });
  }

  repairSnapshots(
    input: RepairSnapshotsInput & WithLock & Omit<SearchedSnapshots, "reverse"> = {},
    run: RunOptions<RepairProgress> = {},
  ): Promise<RepairSnapshotsResult> {
    const repair = async (): Promise<RepairSnapshotsResult> => {
      const snapshots = await this.state.choose(input.snapshots, input.filter, run);
      return withFreshReads(this.opened, async (vault) => {
        const state = new SessionState(vault);
        const reader = await state.reader(run);
        return repairSnapshots(reader, snapshots, input, run).finally(() => state.close());
      });
    };
    return this.writing(input.lock, run, repair, input.dryRun);
  }

  rewrite(
    input: RewriteInput & WithLock & Omit<SearchedSnapshots, "reverse">,
    run: RunOptions<RepairProgress> = {},
  ): Promise<RewriteResult> {
    const rewrite = (held: HeldLock): Promise<RewriteResult> =>
      this.fresh(async () => {
        const snapshots = await this.state.choose(input.snapshots, input.filter, run);
        return rewriteSnapshots(await this.state.reader(run), snapshots, input, run, held);
      });
    const { lock, forget = false, dryRun = false } = input;
    if (forget) return this.writing(lock, run, rewrite, dryRun);
    // As in restic, only what takes something away keeps others out.
    if (dryRun) return withSharedLock(this.opened, lock, run, rewrite);
    const { severalWriters } = this;
    return withWriter(this.opened, { lock, severalWriters }, run, (own) =>
      withWritersLock(this.opened, own, run, rewrite),
    );
  }

  drill(input: DrillInput, run: RunOptions<DrillProgress> = {}): Promise<DrillReport> {
    return withSharedLock(this.opened, input.lock, run, async (lock) => {
      this.state.forgetListings();
      const { snapshot } = await this.state.find(input.snapshot ?? "latest", input.filter, run);
      const source = { snapshot, reader: await this.state.reader(run), ready: lock.confirm() };
      return drill(source, input, run);
    });
  }

  verifyDrill(report: string): DrillReport {
    return verifyReport(report, this.opened.key);
  }

  keys(run: RunOptions = {}): Promise<VaultKey[]> {
    return listKeys(this.opened, { ...callOf(run), onDamaged: () => undefined });
  }

  addKey(password: string, run: RunOptions = {}, input: AddKeyInput = {}): Promise<string> {
    return addKey(this.opened, password, { ...callOf(run), owner: input });
  }

  removeKey(id: string, run: RunOptions = {}, lock?: LockInput): Promise<string> {
    return withExclusiveLock(this.opened, lock, run, () => removeKey(this.opened, id, callOf(run)));
  }

  async changePassword(
    password: string,
    run: RunOptions = {},
    input: ChangePasswordInput = {},
  ): Promise<string> {
    this.state.opened = await changePassword(this.opened, password, input, run);
    return this.keyId;
  }

  async locks(run: RunOptions = {}): Promise<(LockInfo & { readonly stale: boolean })[]> {
    const locks = await listLocks(this.opened.objects, callOf(run));
    return locks.map((lock) => ({ ...lock, stale: isStale(lock) }));
  }

  unlock(input: UnlockInput = {}, run: RunOptions = {}): Promise<UnlockResult> {
    return unlockVault(this.opened, input, run);
  }

  /** Alone in the vault: what was listed before holds neither when the work begins nor after it. */
  private writing<Result>(
    lock: LockInput | undefined,
    run: Stoppable,
    work: (held: HeldLock) => Promise<Result>,
    onlyReads = false,
  ): Promise<Result> {
    const alone = (held: HeldLock): Promise<Result> => this.fresh(() => work(held));
    return withExclusiveLock(this.opened, lock, run, alone, onlyReads);
  }

  /** What was listed before the work holds neither for it nor after it. */
  private fresh<Result>(work: () => Promise<Result>): Promise<Result> {
    this.state.forgetListings();
    return work().finally(() => this.state.forgetListings());
  }

  protected get opened(): OpenVault {
    return this.state.opened;
  }
}
