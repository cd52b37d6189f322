import { hasOneWriter } from "../../engine/vault/one-writer.ts";
import { backUp } from "../../engine/backup.ts";
import { check } from "../../engine/check.ts";
import type {
  BackUpInput,
  BackUpResult,
  BackUpRun,
  CheckProgress,
  CheckReport,
  LsEntry,
  RestoreInput,
  RestoreProgress,
  RestoreResult,
  RunOptions,
  SnapshotFilter,
  StatsInput,
  VaultStats,
} from "../../engine/operations.ts";
import { restore } from "../../engine/restore.ts";
import { sortByTime } from "../../engine/snapshot/group-snapshots.ts";
import type { Snapshot } from "../../engine/snapshot/snapshot.ts";
import { findNode, findSubfolder } from "../../engine/vault/find-subfolder.ts";
import { ResteraError } from "../../foundation/errors.ts";
import { catObject } from "./cat-object.ts";
import {
  type DiffInput,
  type DiffMessage,
  type DiffSide,
  diffSnapshots,
} from "./diff-snapshots.ts";
import { type Dump, type DumpInput, dumpPath } from "./dump-path.ts";
import { fileContent } from "./file-content.ts";
import { findEntries, type FindInput, type FindResult } from "./find-entries.ts";
import { findObjects, type FindObjectsInput, type FoundObject } from "./find-objects.ts";
import { listEntries } from "./list-entries.ts";
import { type ListedKind, type ListedObject, listObjects } from "./list-objects.ts";
import { type HistoryInput, pathHistory, type PathHistory } from "./path-history.ts";
import { callOf } from "./session-state.ts";
import { sortEntries } from "./sort-entries.ts";
import type { CatKind, CheckVaultInput, LsInput, SearchedSnapshots, Vault } from "./vault.ts";
import { vaultStats } from "./vault-stats.ts";
import { VaultUpkeep } from "./vault-upkeep.ts";
import { withFreshReads } from "./with-fresh-reads.ts";
import { withSharedLock } from "./with-lock.ts";
import { withWriter } from "./with-writer.ts";

/** An open vault that keeps its index and snapshots as long as nothing new appears in the store. */
export class VaultSession extends VaultUpkeep implements Vault {
  get formatVersion(): 1 | 2 {
    return this.opened.config.version;
  }

  backUp(input: BackUpInput, run: BackUpRun = {}): Promise<BackUpResult> {
    const { severalWriters } = this;
    const { lock, dryRun } = input;
    const wanted = dryRun === true ? { take: false } : lock;
    return withWriter(this.opened, { lock: wanted, severalWriters }, run, (own) =>
      backUp(this.opened, { ...input, ...(own && { lock: own }) }, run),
    ).finally(() => this.state.forgetListings());
  }

  restore(input: RestoreInput, run: RunOptions<RestoreProgress> = {}): Promise<RestoreResult> {
    return withSharedLock(this.opened, input.lock, run, async (lock) => {
      this.state.forgetListings();
      const found = await this.state.find(input.snapshot, input.filter, run);
      const source = { ...found, reader: await this.state.reader(run), ready: lock.confirm() };
      return restore(source, input, run);
    });
  }

  async check(
    { snapshots = [], filter = {}, ...input }: CheckVaultInput = {},
    run: RunOptions<CheckProgress> = {},
  ): Promise<CheckReport> {
    const isPart = [snapshots, ...Object.values(filter)].some(({ length }) => length > 0);
    const chosen = isPart ? await this.state.choose(snapshots, filter, run) : [];
    const only = new Set(chosen.map(({ id }) => id));
    return withFreshReads(this.opened, (vault) =>
      check(vault, isPart ? { ...input, only } : input, run),
    );
  }

  async snapshots(filter: SnapshotFilter = {}, run: RunOptions = {}): Promise<Snapshot[]> {
    return this.state.list(filter, run);
  }

  async snapshot(wanted: string, filter?: SnapshotFilter, run: RunOptions = {}): Promise<Snapshot> {
    return (await this.state.find(wanted, filter, run)).snapshot;
  }

  async *ls(snapshot: string, input: LsInput = {}, run: RunOptions = {}): AsyncGenerator<LsEntry> {
    const found = await this.state.find(snapshot, input.filter, run);
    const { filter: _, sort = "name", reverse = false, ...list } = input;
    const wanted = { ...list, subfolder: found.subfolder, ...callOf(run) };
    const entries = listEntries(await this.state.reader(run), found.snapshot, wanted);
    const isSorted = sort !== "name" || reverse;
    yield* isSorted ? await sortEntries(entries, { sort, reverse }) : entries;
  }

  async *readFile(
    snapshot: string,
    path: string,
    filter?: SnapshotFilter,
    run: RunOptions = {},
  ): AsyncGenerator<Uint8Array> {
    const found = await this.state.find(snapshot, filter, run);
    const reader = await this.state.reader(run);
    const node = await findNode(reader, found.snapshot, `${found.subfolder}/${path}`);
    if (node === undefined || node.type !== "file") {
      throw new ResteraError("path-not-in-snapshot", {
        path,
        snapshot: found.snapshot.id.slice(0, 8),
      });
    }
    yield* fileContent(reader, node, run);
  }

  async dump(
    snapshot: string,
    path: string,
    input: DumpInput = {},
    run: RunOptions = {},
  ): Promise<Dump> {
    const found = await this.state.find(snapshot, input.filter, run);
    return dumpPath(await this.state.reader(run), found, { ...input, path }, run);
  }

  hasOneWriter(run: RunOptions = {}): Promise<boolean> {
    return hasOneWriter(this.opened.store, callOf(run));
  }

  cat(kind: CatKind, id: string, run: RunOptions = {}): Promise<Uint8Array> {
    const sources = {
      vault: this.opened,
      reader: () => this.state.reader(run),
      snapshots: async () => (await this.state.load(run)).snapshots,
    };
    return catObject(sources, kind, id, callOf(run));
  }

  list(kind: ListedKind, run: RunOptions = {}): AsyncGenerator<ListedObject> {
    return listObjects(this.opened, kind, callOf(run));
  }

  async stats(input: StatsInput, run: RunOptions = {}): Promise<VaultStats> {
    const snapshots =
      input.snapshots === undefined || input.snapshots.length === 0
        ? await this.snapshots(input.filter, run)
        : await Promise.all(input.snapshots.map((id) => this.snapshot(id, input.filter, run)));
    return vaultStats(await this.state.reader(run), snapshots, input.mode, run.signal);
  }

  async *diff(
    before: string,
    after: string,
    input: DiffInput = {},
    run: RunOptions = {},
  ): AsyncGenerator<DiffMessage> {
    const [first, second] = [await this.side(before, run), await this.side(after, run)];
    yield* diffSnapshots(await this.state.reader(run), first, second, input, run.signal);
  }

  async *find(
    input: FindInput & SearchedSnapshots,
    run: RunOptions = {},
  ): AsyncGenerator<FindResult> {
    const snapshots = await this.searched(input, run);
    yield* findEntries(await this.state.reader(run), snapshots, input, run.signal);
  }

  async *findObjects(
    input: FindObjectsInput & SearchedSnapshots,
    run: RunOptions = {},
  ): AsyncGenerator<FoundObject> {
    const snapshots = await this.searched(input, run);
    yield* findObjects(await this.state.reader(run), snapshots, input, run.signal);
  }

  async history(
    input: HistoryInput & Pick<SearchedSnapshots, "filter">,
    run: RunOptions = {},
  ): Promise<PathHistory> {
    const snapshots = await this.snapshots(input.filter, run);
    return pathHistory(
      await this.state.reader(run),
      snapshots,
      input,
      this.state.paths,
      run.signal,
    );
  }

  async close(): Promise<void> {
    this.state.close();
    await this.opened.threads.close();
    await this.opened.store.close();
  }

  /** Newest first, unless the other way is wanted. */
  private async searched(input: SearchedSnapshots, run: RunOptions): Promise<Snapshot[]> {
    const chosen = sortByTime(await this.state.choose(input.snapshots, input.filter, run));
    return input.reverse === true ? chosen : chosen.toReversed();
  }

  private async side(wanted: string, run: RunOptions): Promise<DiffSide> {
    const { snapshot, subfolder } = await this.state.find(wanted, undefined, run);
    const tree = await findSubfolder(await this.state.reader(run), snapshot, subfolder);
    return { name: wanted, tree };
  }
}
