import { loadIndex } from "../../engine/index/load-index.ts";
import type { SnapshotFilter } from "../../engine/operations.ts";
import {
  filterSnapshots,
  findSnapshot,
  type FoundSnapshot,
} from "../../engine/snapshot/find-snapshot.ts";
import { sortByTime } from "../../engine/snapshot/group-snapshots.ts";
import { loadSnapshots } from "../../engine/snapshot/load-snapshots.ts";
import type { Snapshot } from "../../engine/snapshot/snapshot.ts";
import type { OpenVault } from "../../engine/vault/open-vault.ts";
import { VaultReader } from "../../engine/vault/vault-reader.ts";
import { ResteraError } from "../../foundation/errors.ts";
import { isCurrent, type ListingStamp, stampListing } from "./listing-stamp.ts";
import { PathMemory } from "./path-history.ts";
import type { CallOptions } from "../../stores/objects/object-store.ts";

/** How a call can be stopped. */
export interface Stoppable {
  readonly signal?: AbortSignal;
}

/** Snapshots that can be read, and what is wrong with the others, by id. */
export interface LoadedSnapshots {
  readonly snapshots: readonly Snapshot[];
  readonly damaged: ReadonlyMap<string, ResteraError>;
}

interface CachedReader {
  /** Of the index files. */
  readonly ids: string;
  readonly reader: VaultReader;
  readonly stamp: ListingStamp;
}

/** What an open vault remembers between calls: its snapshots and its index, as long as nothing new appears in the store. */
export class SessionState {
  opened: OpenVault;
  private readonly onDamaged: (error: ResteraError) => void;
  /** Damaged snapshots that were told of. */
  private readonly told = new Set<string>();
  readonly paths = new PathMemory();
  private cached: CachedReader | undefined;
  private loaded: (LoadedSnapshots & { readonly stamp: ListingStamp }) | undefined;

  /** `onDamaged` is told once of each snapshot that a list leaves out because it is damaged. */
  constructor(opened: OpenVault, onDamaged: (error: ResteraError) => void = () => undefined) {
    this.opened = opened;
    this.onDamaged = onDamaged;
  }

  /**
   * Throws the damage of a snapshot that was asked for by id; damage of others is none of its business. While one is
   * damaged nobody knows which is the newest: `latest` throws `latest-unknown` rather than give an older one.
   */
  async find(
    wanted: string,
    filter: SnapshotFilter | undefined,
    run: Stoppable,
  ): Promise<FoundSnapshot> {
    const { snapshots, damaged } = await this.load(run);
    const name = wanted.split(":")[0]!;
    const [first] = damaged;
    if (name === "latest" && first !== undefined) {
      const [id, { details, cause }] = first;
      throw new ResteraError("latest-unknown", { ...details, id: id.slice(0, 8), cause });
    }
    const broken = brokenOf(name, snapshots, damaged);
    if (broken[0] !== undefined) throw broken[0][1];
    return findSnapshot(snapshots, wanted, filter);
  }

  /** Snapshots by name, each once, or those that meet the filter when none is named. */
  async choose(
    wanted: readonly string[] = [],
    filter: SnapshotFilter | undefined,
    run: Stoppable,
  ): Promise<Snapshot[]> {
    if (wanted.length === 0) return this.list(filter, run);
    const chosen = new Map<string, Snapshot>();
    for (const name of wanted) {
      const { snapshot } = await this.find(name, filter, run);
      chosen.set(snapshot.id, snapshot);
    }
    return [...chosen.values()];
  }

  /** What meets the filter, oldest first. */
  async list(filter: SnapshotFilter | undefined, run: Stoppable): Promise<Snapshot[]> {
    const { snapshots, damaged } = await this.load(run);
    for (const [id, error] of damaged) {
      if (this.told.has(id)) continue;
      this.told.add(id);
      this.onDamaged(error);
    }
    return filterSnapshots(snapshots, filter);
  }

  /** Those of the names that call one damaged snapshot and no other: their full ids by name. */
  async damagedOnes(wanted: readonly string[], run: Stoppable): Promise<Map<string, string>> {
    const { snapshots, damaged } = await this.load(run);
    const found = new Map<string, string>();
    for (const name of wanted) {
      const [one, other] = brokenOf(name, snapshots, damaged);
      if (one !== undefined && other === undefined) found.set(name, one[0]);
    }
    return found;
  }

  /** All snapshots, oldest first. They are listed again only when that may tell something new. */
  async load(run: Stoppable): Promise<LoadedSnapshots> {
    const { store, objects } = this.opened;
    if (this.loaded !== undefined && (await isCurrent(this.loaded.stamp, store, "snapshots"))) {
      return this.loaded;
    }
    const stamp = await stampListing(store, "snapshots");
    const damaged = new Map<string, ResteraError>();
    const known = new Map(this.loaded?.snapshots.map((snapshot) => [snapshot.id, snapshot]));
    const onDamaged = (id: string, error: ResteraError): void => {
      damaged.set(id, error);
    };
    const found = await loadSnapshots(objects, { ...callOf(run), known, onDamaged });
    this.loaded = { stamp, snapshots: sortByTime(found), damaged };
    return this.loaded;
  }

  /** The index is loaded once, and again when other index files have appeared. */
  async reader(run: Stoppable): Promise<VaultReader> {
    const { store, objects } = this.opened;
    if (this.cached !== undefined && (await isCurrent(this.cached.stamp, store, "index"))) {
      return this.cached.reader;
    }
    const stamp = await stampListing(store, "index");
    const ids: string[] = [];
    for await (const id of objects.list("index", callOf(run))) ids.push(id);
    const key = ids.join();
    const isSame = this.cached?.ids === key;
    const reader = isSame
      ? this.cached!.reader
      : new VaultReader(this.opened, await loadIndex(objects, callOf(run)));
    if (!isSame) this.cached?.reader.close();
    this.cached = { ids: key, reader, stamp };
    return reader;
  }

  /** To be called after this session wrote something: what was listed before no longer holds. */
  forgetListings(): void {
    const stamp = { takenMs: 0, settled: false };
    if (this.loaded !== undefined) this.loaded = { ...this.loaded, stamp };
    if (this.cached !== undefined) this.cached = { ...this.cached, stamp };
  }

  close(): void {
    this.cached?.reader.close();
  }
}

/** Damaged snapshots that begin so, when no readable one does. */
function brokenOf(
  name: string,
  snapshots: readonly Snapshot[],
  damaged: ReadonlyMap<string, ResteraError>,
): [id: string, error: ResteraError][] {
  if (name.length < 4 || snapshots.some(({ id }) => id.startsWith(name))) return [];
  return [...damaged].filter(([id]) => id.startsWith(name));
}

/** The part of a run's options that calls to the store take. */
export function callOf(run: Stoppable): CallOptions {
  return run.signal === undefined ? {} : { signal: run.signal };
}
