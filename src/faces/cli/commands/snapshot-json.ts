import type { Snapshot, SnapshotSummary } from "../../../services/snapshots/vault.ts";

/** A snapshot with the fields, and in the order, of restic's JSON. */
export function snapshotJson(snapshot: Snapshot): Record<string, unknown> {
  const { summary, excludes, tags } = snapshot;
  return {
    time: snapshot.time,
    parent: snapshot.parent,
    tree: snapshot.tree,
    paths: snapshot.paths,
    hostname: snapshot.hostname || undefined,
    username: snapshot.username || undefined,
    uid: snapshot.uid || undefined,
    gid: snapshot.gid || undefined,
    excludes: excludes?.length ? excludes : undefined,
    tags: tags?.length ? tags : undefined,
    original: snapshot.original,
    program_version: snapshot.programVersion,
    summary: summary && summaryJson(summary),
    id: snapshot.id,
    short_id: shortId(snapshot.id),
  };
}

/** What a backup did, in restic's names. */
function summaryJson(summary: SnapshotSummary): Record<string, unknown> {
  return {
    backup_start: summary.backupStart,
    backup_end: summary.backupEnd,
    ...countsJson(summary),
  };
}

/** The counts of a backup, in restic's order. */
export function countsJson(summary: SnapshotSummary): Record<string, number> {
  return {
    files_new: summary.filesNew,
    files_changed: summary.filesChanged,
    files_unmodified: summary.filesUnmodified,
    dirs_new: summary.dirsNew,
    dirs_changed: summary.dirsChanged,
    dirs_unmodified: summary.dirsUnmodified,
    data_blobs: summary.dataBlobs,
    tree_blobs: summary.treeBlobs,
    data_added: summary.dataAdded,
    data_added_packed: summary.dataAddedPacked,
    total_files_processed: summary.totalFilesProcessed,
    total_bytes_processed: summary.totalBytesProcessed,
  };
}

/** The first eight digits, enough to name a snapshot. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}
