import type { LockInput, SnapshotFilter } from "../../engine/operations.ts";
import type { PruneInput, PruneResult } from "../../engine/prune/prune-result.ts";
import {
  groupByHostAndPaths,
  groupSnapshots,
  parseGroupBy,
  type SnapshotGroup,
} from "../../engine/snapshot/group-snapshots.ts";
import { applyPolicy, isEmptyPolicy, type KeepPolicy } from "../../engine/snapshot/policy.ts";
import type { Snapshot } from "../../engine/snapshot/snapshot.ts";
import type { OpenVault } from "../../engine/vault/open-vault.ts";
import { ResteraError, problemOf } from "../../foundation/errors.ts";
import { callOf, type Stoppable } from "./session-state.ts";

/** What to remove: named snapshots, or what a policy does not keep. */
export interface ForgetInput {
  /** These are removed, whatever the policy says. */
  readonly snapshots?: readonly string[];
  /** Only these are looked at. */
  readonly filter?: SnapshotFilter;
  readonly policy?: KeepPolicy;
  /** `host,paths` when absent; the empty text for one group of all. */
  readonly groupBy?: string;
  /** Without a policy, removes all that the filter chooses. */
  readonly removeAll?: boolean;
  readonly dryRun?: boolean;
  /** Prune afterwards, when something was removed. */
  readonly prune?: Omit<PruneInput, "dryRun" | "lock" | "without">;
  readonly lock?: LockInput;
}

/** What the policy decided for one group of snapshots, newest first. */
export interface ForgottenGroup extends Omit<SnapshotGroup, "snapshots"> {
  readonly keep: readonly Snapshot[];
  readonly remove: readonly Snapshot[];
  /** One for each kept snapshot, in restic's words. */
  readonly reasons: readonly {
    readonly snapshot: Snapshot;
    readonly matches: readonly string[];
  }[];
}

export interface ForgetResult {
  /** Empty when snapshots were named. */
  readonly groups: readonly ForgottenGroup[];
  /** What is gone, or would be on a dry run. */
  readonly removed: readonly Snapshot[];
  /** Ids of damaged ones that were named: gone, or would be on a dry run. */
  readonly unread: readonly string[];
  readonly failed: readonly {
    readonly snapshot: Pick<Snapshot, "id">;
    readonly problem: string;
  }[];
  readonly prune?: PruneResult;
}

/**
 * Decides as restic's `forget` does which of the snapshots go. Throws `no-keep-policy` when nothing says what to keep, and
 * `nothing-kept` when a policy would leave nothing of a group.
 */
export function planForget(
  snapshots: readonly Snapshot[],
  input: ForgetInput,
  now: Date = new Date(),
): readonly ForgottenGroup[] {
  const { policy = {}, groupBy } = input;
  const isEmpty = isEmptyPolicy(policy);
  if (isEmpty && input.removeAll !== true) throw new ResteraError("no-keep-policy");
  if (isEmpty && !choosesSome(input.filter)) throw new ResteraError("remove-all-of-all");
  const by = groupBy === undefined ? groupByHostAndPaths : parseGroupBy(groupBy);
  return groupSnapshots(snapshots, by).map(({ snapshots: members, ...shared }) => {
    const { keep, remove, reasons } = applyPolicy(members, policy, now);
    if (!isEmpty && keep.length === 0)
      throw new ResteraError("nothing-kept", { group: nameOfGroup(shared) });
    return {
      ...shared,
      keep,
      remove,
      reasons: reasons.map(({ snapshot, matches }) => ({ snapshot, matches })),
    };
  });
}

/** Removes snapshots; what they held stays until `prune`. To be called under the exclusive lock. */
export async function removeSnapshots(
  vault: OpenVault,
  snapshots: readonly Snapshot[],
  unread: readonly string[],
  run: Stoppable,
): Promise<Pick<ForgetResult, "removed" | "unread" | "failed">> {
  const ids = [...snapshots.map(({ id }) => id), ...unread];
  const keyOf = (id: string): string => `snapshots/${id}`;
  const errors = await vault.store.delete(ids.map(keyOf), callOf(run));
  const failed = ids.flatMap((id) => {
    const error = errors.get(keyOf(id));
    return error === undefined ? [] : [{ snapshot: { id }, problem: problemOf(error) }];
  });
  const left = new Set(failed.map(({ snapshot }) => snapshot.id));
  return {
    removed: snapshots.filter(({ id }) => !left.has(id)),
    unread: unread.filter((id) => !left.has(id)),
    failed,
  };
}

/** As in restic, what could not all be removed is not pruned. */
export function isWorthPruning({ removed, unread, failed }: ForgetResult): boolean {
  return removed.length + unread.length > 0 && failed.length === 0;
}

function choosesSome(filter: SnapshotFilter = {}): boolean {
  const { hosts = [], paths = [], tags = [] } = filter;
  return hosts.length + paths.length + tags.length > 0;
}

function nameOfGroup({ hostname, paths, tags }: Omit<SnapshotGroup, "snapshots">): string {
  return [hostname, paths?.join(", "), tags?.join(",")].filter(Boolean).join("  ") || "*";
}
