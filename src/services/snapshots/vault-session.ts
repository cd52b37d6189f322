import { backUp } from "../../engine/backup.ts";
import { check } from "../../engine/check.ts";
import { loadIndex } from "../../engine/index/load-index.ts";
import type {
  BackUpInput,
  BackUpProgress,
  BackUpResult,
  CheckInput,
  CheckProgress,
  CheckReport,
  LockInput,
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
import { filterSnapshots, findSnapshot, type FoundSnapshot } from "../../engine/snapshot/find-snapshot.ts";
import { loadSnapshots } from "../../engine/snapshot/load-snapshots.ts";
import type { Snapshot } from "../../engine/snapshot/snapshot.ts";
import { findNode } from "../../engine/vault/find-subfolder.ts";
import { noLock, takeLock, type HeldLock } from "../../engine/vault/lock.ts";
import { addKey, type OpenVault } from "../../engine/vault/open-vault.ts";
import { VaultReader } from "../../engine/vault/vault-reader.ts";
import { ResteraError } from "../../foundation/errors.ts";
import type { CallOptions } from "../../stores/objects/object-store.ts";
import { catObject } from "./cat-object.ts";
import { listEntries } from "./list-entries.ts";
import type { CatKind, Vault } from "./vault.ts";
import { vaultStats } from "./vault-stats.ts";

/** An open vault that keeps its index and snapshots as long as nothing new appears in the store. */
export class VaultSession implements Vault {
  private readonly opened: OpenVault;
  private cached: { readonly ids: string; readonly reader: VaultReader } | undefined;
  private known = new Map<string, Snapshot>();

  constructor(opened: OpenVault) {
    this.opened = opened;
  }

  get url(): string {
    return this.opened.store.url;
  }

  get id(): string {
    return this.opened.config.id;
  }

  get formatVersion(): 1 | 2 {
    return this.opened.config.version;
  }

  /** Id of the key that opened the vault. */
  get keyId(): string {
    return this.opened.keyId;
  }

  backUp(input: BackUpInput, run: RunOptions<BackUpProgress> = {}): Promise<BackUpResult> {
    return backUp(this.opened, input, run);
  }

  restore(input: RestoreInput, run: RunOptions<RestoreProgress> = {}): Promise<RestoreResult> {
    return this.locked(input.lock, run, async () => {
      const found = await this.find(input.snapshot, input.filter, run);
      return restore({ ...found, reader: await this.reader(run) }, input, run);
    });
  }

  check(input: CheckInput = {}, run: RunOptions<CheckProgress> = {}): Promise<CheckReport> {
    return check(this.opened, input, run);
  }

  async snapshots(filter: SnapshotFilter = {}, run: RunOptions = {}): Promise<Snapshot[]> {
    return filterSnapshots((await this.load(run)).snapshots, filter);
  }

  async snapshot(wanted: string, filter?: SnapshotFilter, run: RunOptions = {}): Promise<Snapshot> {
    return (await this.find(wanted, filter, run)).snapshot;
  }

  async *ls(
    snapshot: string,
    input: { readonly paths?: readonly string[]; readonly recursive?: boolean; readonly filter?: SnapshotFilter } = {},
    run: RunOptions = {},
  ): AsyncGenerator<LsEntry> {
    const found = await this.find(snapshot, input.filter, run);
    const { filter: _, ...list } = input;
    yield* listEntries(await this.reader(run), found.snapshot, { ...list, subfolder: found.subfolder, ...callOf(run) });
  }

  async *readFile(
    snapshot: string,
    path: string,
    filter?: SnapshotFilter,
    run: RunOptions = {},
  ): AsyncGenerator<Uint8Array> {
    const found = await this.find(snapshot, filter, run);
    const reader = await this.reader(run);
    const node = await findNode(reader, found.snapshot, `${found.subfolder}/${path}`);
    if (node === undefined || node.type !== "file") {
      throw new ResteraError("path-not-in-snapshot", { path, snapshot: found.snapshot.id.slice(0, 8) });
    }
    for (const id of node.content ?? []) {
      run.signal?.throwIfAborted();
      yield await reader.data(id, callOf(run));
    }
  }

  cat(kind: CatKind, id: string, run: RunOptions = {}): Promise<Uint8Array> {
    const sources = {
      vault: this.opened,
      reader: () => this.reader(run),
      snapshots: async () => (await this.load(run)).snapshots,
    };
    return catObject(sources, kind, id, callOf(run));
  }

  async stats(input: StatsInput, run: RunOptions = {}): Promise<VaultStats> {
    const snapshots =
      input.snapshots === undefined || input.snapshots.length === 0
        ? await this.snapshots(input.filter, run)
        : await Promise.all(input.snapshots.map((id) => this.snapshot(id, input.filter, run)));
    return vaultStats(await this.reader(run), snapshots, input.mode, run.signal);
  }

  addKey(password: string, run: RunOptions = {}): Promise<string> {
    return addKey(this.opened, password, callOf(run));
  }

  async close(): Promise<void> {
    this.cached?.reader.close();
    await this.opened.store.close();
  }

  /** Throws the damage of a snapshot that was asked for by id; damage of others is none of its business. */
  private async find(wanted: string, filter: SnapshotFilter | undefined, run: RunOptions): Promise<FoundSnapshot> {
    const { snapshots, damaged } = await this.load(run);
    const name = wanted.split(":")[0]!;
    const broken = [...damaged].filter(([id]) => name.length >= 4 && id.startsWith(name));
    if (broken.length > 0 && !snapshots.some(({ id }) => id.startsWith(name))) throw broken[0]![1];
    return findSnapshot(snapshots, wanted, filter);
  }

  private async load(run: RunOptions): Promise<{ snapshots: Snapshot[]; damaged: Map<string, ResteraError> }> {
    const damaged = new Map<string, ResteraError>();
    const snapshots = await loadSnapshots(this.opened.objects, {
      ...callOf(run),
      known: this.known,
      onDamaged: (id, error) => damaged.set(id, error),
    });
    this.known = new Map(snapshots.map((snapshot) => [snapshot.id, snapshot]));
    return { snapshots, damaged };
  }

  /** The index is loaded once, and again when other index files have appeared. */
  private async reader(run: RunOptions): Promise<VaultReader> {
    const ids: string[] = [];
    for await (const id of this.opened.objects.list("index", callOf(run))) ids.push(id);
    const key = ids.join();
    if (this.cached?.ids !== key) {
      this.cached?.reader.close();
      const index = await loadIndex(this.opened.objects, callOf(run));
      this.cached = { ids: key, reader: new VaultReader(this.opened, index) };
    }
    return this.cached.reader;
  }

  private async locked<T>(
    lock: LockInput | undefined,
    run: { readonly signal?: AbortSignal },
    work: () => Promise<T>,
  ): Promise<T> {
    const held = await this.takeLock(lock, run);
    try {
      return await work();
    } finally {
      await held.release();
    }
  }

  private async takeLock(lock: LockInput | undefined, run: { readonly signal?: AbortSignal }): Promise<HeldLock> {
    if (lock?.take === false) return noLock;
    try {
      const retry = lock?.retryMs === undefined ? {} : { retryMs: lock.retryMs };
      return await takeLock(this.opened.objects, { exclusive: false, ...retry, ...callOf(run) });
    } catch (error) {
      // Reading must be possible where nothing can be written.
      if (error instanceof ResteraError && (error.code === "denied" || error.code === "unsupported")) return noLock;
      throw error;
    }
  }
}

function callOf(run: { readonly signal?: AbortSignal }): CallOptions {
  return run.signal === undefined ? {} : { signal: run.signal };
}
