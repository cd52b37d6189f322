import { ResteraError } from "../../foundation/errors.ts";
import { groupByHostAndPaths, latestOfEach, sortByTime, type GroupBy } from "./group-snapshots.ts";
import { flattenTags, matchesCriteria, type SnapshotCriteria } from "./snapshot-filter.ts";
import type { Snapshot } from "./snapshot.ts";
import { nanosecondsOf } from "./stamp.ts";

export interface FoundSnapshot {
  readonly snapshot: Snapshot;
  /** What followed the colon; empty for the whole snapshot. */
  readonly subfolder: string;
}

export interface ParentSearch {
  readonly host: string;
  /** Absolute and clean. */
  readonly paths: readonly string[];
  readonly tags?: readonly string[];
  /** The new snapshot's time in RFC 3339; nothing newer becomes its parent. */
  readonly time: string;
  readonly groupBy?: GroupBy;
}

/** Splits `snapshot:subfolder` at the first colon. */
function splitSnapshotName(wanted: string): { name: string; subfolder: string } {
  const colon = wanted.indexOf(":");
  if (colon < 0) return { name: wanted, subfolder: "" };
  return { name: wanted.slice(0, colon), subfolder: wanted.slice(colon + 1) };
}

/**
 * Finds what a user calls a snapshot: an id, the beginning of one, or `latest` (the newest that meets
 * the criteria), each with `:subfolder` or without. For an id the criteria do not
 * count, as in restic. Throws `snapshot-unknown` or `snapshot-ambiguous`.
 */
export function findSnapshot(
  snapshots: readonly Snapshot[],
  wanted: string,
  criteria: SnapshotCriteria = {},
): FoundSnapshot {
  const { name, subfolder } = splitSnapshotName(wanted);
  if (name === "latest") {
    const snapshot = sortByTime(snapshots.filter((each) => matchesCriteria(each, criteria))).at(-1);
    if (snapshot === undefined) throw new ResteraError("snapshot-unknown", { wanted: name });
    return { snapshot, subfolder };
  }
  const found = snapshots.filter(({ id }) => id.startsWith(name));
  const [snapshot] = found;
  if (snapshot === undefined) throw new ResteraError("snapshot-unknown", { wanted: name });
  if (found.length > 1) {
    throw new ResteraError("snapshot-ambiguous", { wanted: name, count: found.length });
  }
  return { snapshot, subfolder };
}

/**
 * restic's choice of a parent: the newest snapshot of the same host that has all the paths, no newer
 * than the new one. `groupBy` drops conditions or adds that on tags.
 */
export function findParent(
  snapshots: readonly Snapshot[],
  search: ParentSearch,
): Snapshot | undefined {
  const { host, paths, tags = [], groupBy = groupByHostAndPaths } = search;
  const limit = nanosecondsOf(search.time);
  const wantedTags = groupBy.tags ? flattenTags(tags) : [];
  const criteria = {
    ...(groupBy.host ? { hosts: [host] } : {}),
    ...(groupBy.paths ? { paths } : {}),
    ...(wantedTags.length > 0 ? { tags: [wantedTags.join(",")] } : {}),
  };
  const candidates = snapshots.filter(
    (snapshot) => nanosecondsOf(snapshot.time) <= limit && matchesCriteria(snapshot, criteria),
  );
  return sortByTime(candidates).at(-1);
}

/** What meets the criteria, oldest first; with `latest`, only the newest n of each host and paths. */
export function filterSnapshots(
  snapshots: readonly Snapshot[],
  criteria: SnapshotCriteria & { readonly latest?: number } = {},
): Snapshot[] {
  const matching = snapshots.filter((snapshot) => matchesCriteria(snapshot, criteria));
  const { latest = 0 } = criteria;
  return latest > 0 ? latestOfEach(matching, latest) : sortByTime(matching);
}
