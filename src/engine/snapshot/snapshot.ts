/** A snapshot as restic writes it (repository format, "Snapshots"), plus its id. Times are RFC 3339. */
export interface Snapshot {
  readonly id: string;
  readonly time: string;
  readonly parent?: string;
  readonly tree: string;
  readonly paths: readonly string[];
  readonly hostname: string;
  readonly username: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly excludes?: readonly string[];
  readonly tags?: readonly string[];
  readonly original?: string;
  readonly programVersion?: string;
  readonly summary?: SnapshotSummary;
}

/** What a backup did; sizes in bytes. */
export interface SnapshotSummary {
  readonly backupStart: string;
  readonly backupEnd: string;
  readonly filesNew: number;
  readonly filesChanged: number;
  readonly filesUnmodified: number;
  readonly dirsNew: number;
  readonly dirsChanged: number;
  readonly dirsUnmodified: number;
  readonly dataBlobs: number;
  readonly treeBlobs: number;
  readonly dataAdded: number;
  readonly dataAddedPacked: number;
  readonly totalFilesProcessed: number;
  readonly totalBytesProcessed: number;
}
