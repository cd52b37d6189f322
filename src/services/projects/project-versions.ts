import type { ProjectRun } from "./project-run.ts";

/** One version of a project. */
export interface ProjectVersion {
  /** 1 is the first. */
  readonly version: number;
  /** When it was stored; ISO 8601, UTC. */
  readonly time: string;
  readonly size_bytes: number;
  readonly file_count: number;
  /** What it added to the store of versions, compressed. */
  readonly added_bytes: number;
  /** The snapshot's id in the vault of the storage. */
  readonly snapshot: string;
}

/** What differs between two versions; folders end with a slash. */
export interface VersionChange {
  /** From `source/` or `artifacts/` on. */
  readonly path: string;
  readonly change: "added" | "removed" | "changed" | "type";
}

/** A version that is to be kept: a folder with `source/` and `artifacts/`. */
export interface NewVersion {
  readonly project: string;
  readonly version: number;
  readonly folder: string;
  readonly time: Date;
  /** 0 to 9; absent: as the store thinks best. */
  readonly level?: number | undefined;
}

/** A folder of which a version was made before: what was not touched since need not be read again. */
export interface LaterVersion extends NewVersion {
  readonly since: ProjectVersion;
}

/** How far it is, from 0 to 1. */
export interface VersionRun extends Pick<ProjectRun, "signal"> {
  readonly onShare?: ((share: number) => void) | undefined;
}

/** What keeps versions, while it is open. */
export interface VersionStore {
  add(input: NewVersion, run?: VersionRun): Promise<ProjectVersion>;
  /** Undefined when nothing was touched. */
  addChanged(input: LaterVersion, run?: VersionRun): Promise<ProjectVersion | undefined>;
  /** The ids of all projects that have some, whether or not they are still there; in order. */
  projects(run?: VersionRun): Promise<readonly string[]>;
  /** Oldest first. */
  list(project: string, run?: VersionRun): Promise<ProjectVersion[]>;
  /** In the order of paths. Changes of metadata alone are none. */
  changes(
    before: ProjectVersion,
    after: ProjectVersion,
    run?: VersionRun,
  ): AsyncIterable<VersionChange>;
  /** Writes a part of a version, or all of it, into an empty folder. */
  restore(
    version: ProjectVersion,
    part: "source" | "artifacts" | "all",
    target: string,
    run?: VersionRun,
  ): Promise<void>;
  remove(versions: readonly ProjectVersion[], run?: VersionRun): Promise<void>;
  /** Gives back the space of versions that were removed; the bytes that became free. */
  prune(run?: VersionRun): Promise<number>;
}

/** The versions of a storage; the file system and the vault behind them are opened for the time of a use. */
export interface ProjectVersions {
  /** False: nothing was ever kept, and opening would make it. */
  isThere(): Promise<boolean>;
  /** Bytes on the disk. */
  size(): Promise<number>;
  use<Result>(work: (store: VersionStore) => Promise<Result>, run?: VersionRun): Promise<Result>;
}
