import type { Snapshot } from "./snapshot.ts";

/** Tags that a snapshot must have all of; the empty tag stands for "no tags at all". */
export type TagList = readonly string[];

/** Which snapshots; what is absent or empty asks for nothing. */
export interface SnapshotCriteria {
  /** The host is one of these. */
  readonly hosts?: readonly string[];
  /** The snapshot has all of these, absolute and clean, perhaps among others. */
  readonly paths?: readonly string[];
  /** Comma-separated lists; the snapshot has all the tags of one of them. */
  readonly tags?: readonly string[];
}

/** Splits at commas, without the spaces around (restic's TagList). */
function parseTagList(text: string): TagList {
  return text.split(",").map((tag) => tag.trim());
}

/** The tags for a new snapshot, of all lists together. */
export function flattenTags(texts: readonly string[]): string[] {
  return texts.flatMap((text) => parseTagList(text)).filter((tag) => tag !== "");
}

export function hasTags(snapshot: Snapshot, list: TagList): boolean {
  const tags = snapshot.tags ?? [];
  for (const tag of list) {
    if (tag === "" && tags.length === 0) return true;
    if (!tags.includes(tag)) return false;
  }
  return true;
}

/** A list of files may name thousands. */
function hasPaths({ paths: own }: Snapshot, paths: readonly string[]): boolean {
  if (paths.length === 0) return true;
  const known = new Set(own);
  return paths.every((path) => known.has(path));
}

export function matchesCriteria(snapshot: Snapshot, criteria: SnapshotCriteria): boolean {
  const { hosts = [], paths = [], tags = [] } = criteria;
  return (
    (hosts.length === 0 || hosts.includes(snapshot.hostname)) &&
    hasPaths(snapshot, paths) &&
    (tags.length === 0 || tags.some((text) => hasTags(snapshot, parseTagList(text))))
  );
}
