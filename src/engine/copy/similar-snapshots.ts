import type { Snapshot } from "../snapshot/snapshot.ts";
import { nanosecondsOf } from "../snapshot/stamp.ts";

/**
 * restic's rule for "was copied already": the same first id, and everything but the parent agrees, so
 * that a snapshot whose tags changed since is copied again.
 */
export class CopiedSnapshots {
  private readonly byFirstId = new Map<string, Snapshot[]>();

  constructor(snapshots: readonly Snapshot[]) {
    for (const snapshot of snapshots) {
      for (const id of [snapshot.id, snapshot.original]) {
        if (id === undefined) continue;
        const others = this.byFirstId.get(id);
        if (others === undefined) this.byFirstId.set(id, [snapshot]);
        else others.push(snapshot);
      }
    }
  }

  find(source: Snapshot): Snapshot | undefined {
    const copies = this.byFirstId.get(source.original ?? source.id) ?? [];
    return copies.find((copy) => isSimilar(copy, source));
  }
}

function isSimilar(a: Snapshot, b: Snapshot): boolean {
  return (
    nanosecondsOf(a.time) === nanosecondsOf(b.time) &&
    a.tree === b.tree &&
    a.hostname === b.hostname &&
    a.username === b.username &&
    (a.uid ?? 0) === (b.uid ?? 0) &&
    (a.gid ?? 0) === (b.gid ?? 0) &&
    sameSet(a.paths, b.paths) &&
    sameSet(a.tags, b.tags) &&
    (a.excludes ?? []).join("\0") === (b.excludes ?? []).join("\0")
  );
}

function sameSet(a: readonly string[] = [], b: readonly string[] = []): boolean {
  if (a.length !== b.length) return false;
  const known = new Set(a);
  return b.every((item) => known.has(item));
}
