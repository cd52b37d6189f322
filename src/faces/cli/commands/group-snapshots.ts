import type { Snapshot } from "../../../engine/snapshot/snapshot.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import { UsageError } from "../usage-error.ts";

export interface GroupBy {
  readonly host: boolean;
  readonly paths: boolean;
  readonly tags: boolean;
}

/** What the snapshots of a group have in common, with restic's names; null where nothing is asked. */
export interface GroupKey {
  readonly hostname: string;
  readonly paths: readonly string[] | null;
  readonly tags: readonly string[] | null;
}

export interface SnapshotGroup {
  readonly key: GroupKey;
  readonly snapshots: Snapshot[];
}

/** Reads `host,paths,tags` or a part of it; also `path` and `tag`, as restic does. */
export function parseGroupBy(value: string): GroupBy {
  const words = value.split(",").map((word) => word.trim());
  const known = new Set(["", "host", "path", "paths", "tag", "tags"]);
  if (!words.every((word) => known.has(word))) {
    throw new UsageError(resultMessages.badGroup, { value });
  }
  return {
    host: words.includes("host"),
    paths: words.includes("paths") || words.includes("path"),
    tags: words.includes("tags") || words.includes("tag"),
  };
}

/** Groups in the order of their first snapshot; the snapshots keep theirs. */
export function groupSnapshots(snapshots: readonly Snapshot[], by: GroupBy): SnapshotGroup[] {
  const groups = new Map<string, SnapshotGroup>();
  for (const snapshot of snapshots) {
    const key = groupKey(snapshot, by);
    const name = JSON.stringify(key);
    const group = groups.get(name) ?? { key, snapshots: [] };
    group.snapshots.push(snapshot);
    groups.set(name, group);
  }
  return [...groups.values()];
}

function groupKey(snapshot: Snapshot, by: GroupBy): GroupKey {
  return {
    hostname: by.host ? snapshot.hostname : "",
    paths: by.paths ? snapshot.paths.toSorted() : null,
    tags: by.tags && snapshot.tags?.length ? snapshot.tags.toSorted() : null,
  };
}
