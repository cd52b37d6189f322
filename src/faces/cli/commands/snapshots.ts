import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import {
  groupSnapshots,
  latestOfEach,
  sortByTime,
  type SnapshotGroup,
} from "../../../engine/snapshot/group-snapshots.ts";
import type { Snapshot, SnapshotFilter, Vault } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { UsageError } from "../usage-error.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { groupByOption } from "./group-by-option.ts";
import { groupName, presentSnapshots } from "./present-snapshots.ts";
import { snapshotFilter } from "./snapshot-filter.ts";
import { snapshotJson } from "./snapshot-json.ts";

/** `restera snapshots [snapshots…]` */
export async function snapshotsCommand(context: CommandContext): Promise<number> {
  const { options, settings, output } = context;
  const groupBy = groupByOption(options.text("group-by") ?? "");
  const latest = options.count("latest");
  if (latest === 0) {
    throw new UsageError(cliMessages.badValue, { option: "--latest", value: "0" });
  }
  const filter = snapshotFilter(context);
  const chosen = await withVault(context, (vault) => findSnapshots(vault, context, filter));
  const grouped = Object.values(groupBy).includes(true);
  // As in the newest restic, the latest are those of each group that is shown.
  const found = grouped || latest === undefined ? chosen : latestOfEach(chosen, latest);
  const groups = groupSnapshots(found, groupBy).map((group) =>
    grouped ? { ...group, snapshots: latestOf(group.snapshots, latest) } : group,
  );
  if (settings.json) {
    output.json(
      grouped
        ? groups.map((group) => ({
            group_key: groupKey(group),
            snapshots: group.snapshots.map(snapshotJson),
          }))
        : found.map(snapshotJson),
    );
    return exitCodes.done;
  }
  if (found.length === 0) {
    output.note(context.text(resultMessages.noSnapshots));
  }
  for (const group of found.length === 0 ? [] : groups) {
    if (grouped) {
      output.line(context.text(resultMessages.snapshotsOf, { group: groupName(group) }));
    }
    await presentSnapshots(group.snapshots, context);
  }
  return exitCodes.done;
}

/** Of snapshots from the oldest to the newest. */
function latestOf(snapshots: readonly Snapshot[], count: number | undefined): readonly Snapshot[] {
  return count === undefined ? snapshots : snapshots.slice(-count);
}

async function findSnapshots(
  vault: Vault,
  context: CommandContext,
  filter: SnapshotFilter,
): Promise<Snapshot[]> {
  const { signal } = context;
  if (context.arguments.length === 0) {
    return vault.snapshots(filter, { signal });
  }
  const found = new Map<string, Snapshot>();
  for (const wanted of context.arguments) {
    const snapshot = await vault.snapshot(wanted, filter, { signal });
    found.set(snapshot.id, snapshot);
  }
  return sortByTime([...found.values()]);
}

/** What the snapshots of a group share, as restic writes it: null where nothing was asked. */
function groupKey({ hostname, paths, tags }: SnapshotGroup): object {
  return { hostname: hostname ?? "", paths: paths ?? null, tags: tags?.length ? tags : null };
}
