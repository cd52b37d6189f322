import { ResteraError } from "../../foundation/errors.ts";
import type { Snapshot } from "./snapshot.ts";
import { nanosecondsOf } from "./stamp.ts";

export interface GroupBy {
  readonly host: boolean;
  readonly paths: boolean;
  readonly tags: boolean;
}

/** restic's default for `forget`, and for the search of a parent. */
export const groupByHostAndPaths: GroupBy = { host: true, paths: true, tags: false };

export interface SnapshotGroup {
  /** What all members share; without what they were not grouped by. */
  readonly hostname?: string;
  /** Sorted. */
  readonly paths?: readonly string[];
  /** Sorted. */
  readonly tags?: readonly string[];
  readonly snapshots: readonly Snapshot[];
}

/** `host,paths,tags` or some of them (singular and plural); the empty text groups by nothing. */
export function parseGroupBy(text: string): GroupBy {
  const groupBy = { host: false, paths: false, tags: false };
  for (const option of text.split(",")) {
    if (option === "host" || option === "hosts") groupBy.host = true;
    else if (option === "path" || option === "paths") groupBy.paths = true;
    else if (option === "tag" || option === "tags") groupBy.tags = true;
    else if (option !== "") {
      const problem = `snapshots cannot be grouped by "${option}", only by host, paths and tags`;
      throw new ResteraError("usage", { problem });
    }
  }
  return groupBy;
}

/** Groups in the order of their keys; members keep their order. The order of paths does not matter. */
export function groupSnapshots(snapshots: readonly Snapshot[], by: GroupBy): SnapshotGroup[] {
  const groups = new Map<string, SnapshotGroup & { readonly snapshots: Snapshot[] }>();
  for (const snapshot of snapshots) {
    const shared = {
      ...(by.host ? { hostname: snapshot.hostname } : {}),
      ...(by.paths ? { paths: [...snapshot.paths].sort() } : {}),
      ...(by.tags ? { tags: [...(snapshot.tags ?? [])].sort() } : {}),
    };
    const key = JSON.stringify(shared);
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { ...shared, snapshots: [] }));
    group.snapshots.push(snapshot);
  }
  return [...groups.entries()]
    .sort(([first], [second]) => (first < second ? -1 : 1))
    .map(([, group]) => group);
}

/** Oldest first; ties by id, so that every run agrees. */
export function sortByTime(snapshots: readonly Snapshot[]): Snapshot[] {
  return snapshots
    .map((snapshot) => ({ snapshot, nanoseconds: nanosecondsOf(snapshot.time) }))
    .sort((first, second) => {
      if (first.nanoseconds !== second.nanoseconds) {
        return first.nanoseconds < second.nanoseconds ? -1 : 1;
      }
      return first.snapshot.id < second.snapshot.id ? -1 : 1;
    })
    .map(({ snapshot }) => snapshot);
}

/** The newest `count` of each host and set of paths (restic's `snapshots --latest n`), oldest first. */
export function latestOfEach(snapshots: readonly Snapshot[], count: number): Snapshot[] {
  const groups = groupSnapshots(sortByTime(snapshots), groupByHostAndPaths);
  return sortByTime(groups.flatMap((group) => group.snapshots.slice(-count)));
}
