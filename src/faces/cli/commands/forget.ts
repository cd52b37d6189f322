import { forgetMessages } from "../../../foundation/messages/forget-messages.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import type {
  ForgetInput,
  ForgetResult,
  ForgottenGroup,
} from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount, formatTime } from "../output/format-values.ts";
import { createProgress } from "../output/progress.ts";
import { UsageError } from "../usage-error.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { lockInput } from "../vault-access/vault-options.ts";
import { groupByOption } from "./group-by-option.ts";
import { keepPolicy } from "./keep-policy.ts";
import { presentPrune, pruneState } from "./present-prune.ts";
import { groupName, presentSnapshots } from "./present-snapshots.ts";
import { pruneInput } from "./prune-input.ts";
import { snapshotFilter } from "./snapshot-filter.ts";
import { shortId, snapshotJson } from "./snapshot-json.ts";

/** `restera forget [snapshots…]` */
export async function forgetCommand(context: CommandContext): Promise<number> {
  const { settings, signal } = context;
  const input = forgetInput(context);
  const display = createProgress(context);
  const result = await withVault(context, (vault) =>
    vault.forget(input, {
      signal,
      onProgress: (progress) => display.update(pruneState(progress, context)),
    }),
  ).finally(() => display.finish());
  if (settings.json) {
    presentJson(result, context);
  } else {
    await presentText(result, context);
  }
  const pruned = result.prune === undefined ? exitCodes.done : presentPrune(result.prune, context);
  return result.failed.length > 0 ? exitCodes.partly : pruned;
}

function forgetInput(context: CommandContext): ForgetInput {
  const { options } = context;
  const snapshots = context.arguments;
  const dryRun = options.flag("dry-run");
  if (options.flag("no-lock") && !dryRun) {
    throw new UsageError(forgetMessages.noLockOnlyDry);
  }
  // Wrong values are refused with or without --prune, as in restic.
  const prune = pruneInput(context);
  const groupBy = options.text("group-by");
  if (groupBy !== undefined) {
    groupByOption(groupBy);
  }
  return {
    dryRun,
    policy: keepPolicy(context),
    filter: snapshotFilter(context),
    lock: lockInput(context),
    removeAll: options.flag("unsafe-allow-remove-all"),
    ...(groupBy === undefined ? {} : { groupBy }),
    ...(options.flag("prune") ? { prune } : {}),
    ...(snapshots.length > 0 ? { snapshots } : {}),
  };
}

/** restic's array of groups; nothing at all when snapshots were named. */
function presentJson({ groups, failed }: ForgetResult, { output }: CommandContext): void {
  for (const { snapshot, problem } of failed) {
    output.jsonProblem({ message_type: "error", snapshot_id: snapshot.id, message: problem });
  }
  if (groups.length > 0) {
    output.json(groups.map(groupJson));
  }
}

function groupJson({ hostname, paths, tags, keep, remove, reasons }: ForgottenGroup): object {
  const orNull = <T>(list: readonly T[] | undefined) => (list?.length ? list : null);
  return {
    tags: orNull(tags),
    host: hostname ?? "",
    paths: orNull(paths),
    keep: orNull(keep.map(snapshotJson)),
    remove: orNull(remove.map(snapshotJson)),
    reasons: orNull(
      reasons.map(({ snapshot, matches }) => ({ snapshot: snapshotJson(snapshot), matches })),
    ),
  };
}

async function presentText(result: ForgetResult, context: CommandContext): Promise<void> {
  const { settings, output, language, text, options } = context;
  const { groups, removed, unread, failed } = result;
  const dryRun = options.flag("dry-run");
  for (const { snapshot, problem } of failed) {
    output.warn(text(forgetMessages.notRemoved, { id: shortId(snapshot.id), problem }));
  }
  if (settings.quiet) {
    return;
  }
  for (const group of groups) {
    await presentGroup(group, context);
  }
  if (groups.length === 0) {
    const message = dryRun ? forgetMessages.wouldRemoveOne : forgetMessages.removedOne;
    for (const { id, time } of removed) {
      output.line(text(message, { id: shortId(id), time: formatTime(time) }));
    }
  }
  const lost = dryRun ? forgetMessages.wouldRemoveDamaged : forgetMessages.removedDamaged;
  for (const id of unread) {
    output.line(text(lost, { id: shortId(id) }));
  }
  const count = removed.length + unread.length;
  const snapshots = formatCount(count, nouns.snapshot, language);
  if (count === 0) {
    output.note(text(forgetMessages.nothingToRemove));
  } else {
    const done = result.prune ? forgetMessages.removedAndPruned : forgetMessages.removed;
    const message = dryRun ? forgetMessages.wouldRemove : done;
    output.note(text(message, { snapshots }));
  }
}

async function presentGroup(group: ForgottenGroup, context: CommandContext): Promise<void> {
  const { output, language, text } = context;
  const { keep, remove, reasons } = group;
  const counted = (count: number) => ({
    snapshots: formatCount(count, nouns.snapshot, language),
  });
  const name = groupName(group);
  if (name !== "") {
    output.line(text(forgetMessages.forgetGroup, { group: name }));
  }
  if (keep.length > 0) {
    output.line(text(forgetMessages.keeps, counted(keep.length)));
    await presentSnapshots(
      keep,
      context,
      new Map(reasons.map(({ snapshot, matches }) => [snapshot.id, matches])),
    );
  }
  if (remove.length > 0) {
    output.line(text(forgetMessages.removes, counted(remove.length)));
    await presentSnapshots(remove, context);
  }
  output.line();
}
