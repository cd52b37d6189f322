import { loadIndex } from "../../engine/index/load-index.ts";
import type { SnapshotFilter } from "../../engine/operations.ts";
import {
  filterSnapshots,
  findSnapshot,
  type FoundSnapshot,
} from "../../engine/snapshot/find-snapshot.ts";
import { loadSnapshots } from "../../engine/snapshot/load-snapshots.ts";
import type { Snapshot } from "../../engine/snapshot/snapshot.ts";
import type { OpenVault } from "../../engine/vault/open-vault.ts";
import { VaultReader } from "../../engine/vault/vault-reader.ts";
import type { ResteraError } from "../../foundation/errors.ts";
import { PathMemory } from "./path-history.ts";
import type { CallOptions } from "../../stores/objects/object-store.ts";

/** How a call can be stopped. */
export interface Stoppable {
  readonly signal?: AbortSignal;
}

/** Snapshots that can be read, and what is wrong with the others, by id. */
export interface LoadedSnapshots {
  readonly snapshots: Snapshot[];
  readonly damaged: ReadonlyMap<string, ResteraError>;
}

/** What an open vault remembers between calls: its snapshots and its index, as long as nothing new appears in the store. */
export class SessionState {
  opened: OpenVault;
  readonly paths = new PathMemory();
  private cached: { readonly ids: string; readonly reader: VaultReader } | undefined;
  private known = new Map<string, Snapshot>();

  constructor(opened: OpenVault) {
    this.opened = opened;
  }

  /** Throws the damage of a snapshot that was asked for by id; damage of others is none of its business. */
  async find(
    wanted: string,
    filter: SnapshotFilter | undefined,
    run: Stoppable,
  ): Promise<FoundSnapshot> {
    const { snapshots, damaged } = await this.load(run);
    const name = wanted.split(":")[0]!;
    const broken = [...damaged].filter(([id]) => name.length >= 4 && id.startsWith(name));
    if (broken.length > 0 && !snapshots.some(({ id }) => id.startsWith(name))) throw broken[0]![1];
    return findSnapshot(snapshots, wanted, filter);
  }

  /** Snapshots by name, each once, or those that meet the filter when none is named. */
  async choose(
    wanted: readonly string[] = [],
    filter: SnapshotFilter | undefined,
    run: Stoppable,
  ): Promise<Snapshot[]> {
    if (wanted.length === 0) return filterSnapshots((await this.load(run)).snapshots, filter);
    const chosen = new Map<string, Snapshot>();
    for (const name of wanted) {
      const { snapshot } = await this.find(name, filter, run);
      chosen.set(snapshot.id, snapshot);
    }
    return [...chosen.values()];
  }

  async load(run: Stoppable): Promise<LoadedSnapshots> {
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
  async reader(run: Stoppable): Promise<VaultReader> {
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

  close(): void {
    this.cached?.reader.close();
  }
}

/** The part of a run's options that calls to the store take. */
export function callOf(run: Stoppable): CallOptions {
  return run.signal === undefined ? {} : { signal: run.signal };
}
