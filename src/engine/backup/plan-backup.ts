import { hostname } from "node:os";
import { formatGoTime } from "../../foundation/go-time.ts";
import { version } from "../../foundation/version.ts";
import { loadIndex, type VaultIndex } from "../index/load-index.ts";
import type { BackUpInput } from "../operations.ts";
import { textOf, toByteText } from "../scan/byte-text.ts";
import { resolveTargets, type Targets } from "../scan/targets.ts";
import { currentUser } from "../current-user.ts";
import { findParent, findSnapshot } from "../snapshot/find-snapshot.ts";
import { parseGroupBy } from "../snapshot/group-snapshots.ts";
import { loadSnapshots } from "../snapshot/load-snapshots.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { listPacks } from "../vault/list-packs.ts";
import type { OpenVault } from "../vault/open-vault.ts";
import { streamTargets } from "./save-stream.ts";

const WITHOUT_ATTRIBUTES = "(without extended attributes)";

/** What is known before the first file is read. */
export interface BackupPlan {
  readonly targets: Targets;
  readonly index: VaultIndex;
  readonly parent: Snapshot | undefined;
}

/**
 * Finds the targets, what the vault has, and the snapshot to compare with. Throws `nothing-to-back-up`, and
 * `snapshot-unknown` for a parent that is not there.
 */
export async function planBackup(
  vault: OpenVault,
  input: BackUpInput,
  signal: AbortSignal,
): Promise<BackupPlan> {
  const { objects, store } = vault;
  const { stdin, paths, workingFolder = process.cwd() } = input;
  const targets = stdin === undefined ? resolveTargets(paths, workingFolder) : streamTargets(stdin);
  const call = { signal };
  // Both before indexes: an index read later holds all that a snapshot read earlier needs.
  const [snapshots, present] = await Promise.all([
    loadSnapshots(objects, { ...call, onDamaged: () => undefined }),
    listPacks(store, signal),
  ]);
  const index = await loadIndex(objects, { ...call, present });
  return { targets, index, parent: parentFor(input, snapshots, targets) };
}

function parentFor(
  input: BackUpInput,
  snapshots: readonly Snapshot[],
  targets: Targets,
): Snapshot | undefined {
  const { parent, force, host, tags, time, groupBy, pathsShown } = input;
  if (force) return undefined;
  if (parent !== undefined) return findSnapshot(snapshots, parent).snapshot;
  return findParent(snapshots, {
    host: host ?? hostname(),
    paths: pathsShown ?? targets.paths.map(textOfPath),
    time: time ?? formatGoTime(BigInt(Date.now()) * 1_000_000n),
    ...(tags === undefined ? {} : { tags }),
    ...(groupBy === undefined ? {} : { groupBy: parseGroupBy(groupBy) }),
  });
}

/** What a snapshot says it was made by, and whether that machine could read extended attributes. */
export function programVersionOf(withoutAttributes: boolean): string {
  return `restera ${version}${withoutAttributes ? ` ${WITHOUT_ATTRIBUTES}` : ""}`;
}

/**
 * True when the snapshot has every extended attribute that we would read: those of links are missing in
 * what older restics made, and some only root can see.
 */
export function hasAllAttributes(snapshot: Snapshot | undefined): boolean {
  const { programVersion = "", uid = 0 } = snapshot ?? {};
  const isOurs = programVersion.startsWith("restera ");
  return isOurs && !programVersion.includes(WITHOUT_ATTRIBUTES) && uid === currentUser().uid;
}

/** A path as a snapshot lists it. */
export function textOfPath(path: Uint8Array): string {
  return textOf(toByteText(path)).toWellFormed();
}
