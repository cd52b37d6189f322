import { hostname } from "node:os";
import type { BackUpInput } from "../operations.ts";
import { currentUser } from "../current-user.ts";
import type { Snapshot, SnapshotSummary } from "../snapshot/snapshot.ts";
import { flattenTags } from "../snapshot/snapshot-filter.ts";
import { type BackupPlan, programVersionOf, textOfPath } from "./plan-backup.ts";

export interface BackedUp {
  readonly plan: BackupPlan;
  readonly tree: string;
  readonly summary: SnapshotSummary;
  /** RFC 3339. */
  readonly time: string;
  /** This machine could not read extended attributes. */
  readonly withoutAttributes: boolean;
}

/** The snapshot that a backup publishes. */
export function snapshotContent(
  input: BackUpInput,
  { plan, tree, summary, time, withoutAttributes }: BackedUp,
): Omit<Snapshot, "id"> {
  const { username, uid, gid } = currentUser();
  const tags = flattenTags(input.tags ?? []);
  const { excludesShown: excludes = input.exclude ?? [] } = input;
  return {
    time,
    ...(plan.parent === undefined ? {} : { parent: plan.parent.id }),
    tree,
    paths: input.pathsShown ?? plan.targets.paths.map(textOfPath),
    hostname: input.host ?? hostname(),
    username,
    ...(uid > 0 ? { uid, gid } : {}),
    ...(excludes.length > 0 ? { excludes } : {}),
    ...(tags.length > 0 ? { tags } : {}),
    programVersion: programVersionOf(withoutAttributes),
    summary,
  };
}
