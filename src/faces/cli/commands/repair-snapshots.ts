import type { Message } from "../../../foundation/messages/format-message.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { upkeepMessages } from "../../../foundation/messages/upkeep-messages.ts";
import type {
  RepairedSnapshot,
  RepairSnapshotsResult,
  SnapshotDamage,
  Vault,
} from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount, formatTime } from "../output/format-values.ts";
import { createProgress } from "../output/progress.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { lockInput } from "../vault-access/vault-options.ts";
import { repairState } from "./repair-index.ts";
import { snapshotFilter } from "./snapshot-filter.ts";
import { shortId } from "./snapshot-json.ts";

const damageWords: Record<SnapshotDamage["kind"], Message> = {
  content: upkeepMessages.damagedContent,
  size: upkeepMessages.damagedSize,
  folder: upkeepMessages.damagedFolder,
  type: upkeepMessages.damagedType,
};

/** `restera repair snapshots [snapshots…]` */
export async function repairSnapshotsCommand(context: CommandContext): Promise<number> {
  const { settings, options, output, signal } = context;
  const dryRun = options.flag("dry-run");
  const snapshots = context.arguments;
  const input = {
    dryRun,
    forget: options.flag("forget"),
    lock: lockInput(context),
    filter: snapshotFilter(context),
    ...(snapshots.length > 0 ? { snapshots } : {}),
  };
  const display = createProgress(context);
  let isPart = false;
  const work = (vault: Vault): Promise<RepairSnapshotsResult> =>
    vault.repairSnapshots(input, {
      signal,
      onProgress: (progress) =>
        display.update(repairState(progress, upkeepMessages.readingSnapshots, context)),
    });
  const result = await withVault(context, work, undefined, () => {
    isPart = true;
  }).finally(() => display.finish());
  if (settings.json) {
    output.json(resultJson(result, dryRun));
  } else if (!isPart || result.snapshots.length > 0) {
    presentText(result, dryRun, context);
  }
  // Of what cannot be read nothing can be written anew.
  return isPart ? exitCodes.damaged : exitCodes.done;
}

function resultJson({ snapshots, whole }: RepairSnapshotsResult, dryRun: boolean): object {
  return {
    message_type: "summary",
    dry_run: dryRun,
    damaged: snapshots.map(({ snapshot, damage, repaired, hopeless }) => ({
      snapshot: snapshot.id,
      repaired: repaired?.id,
      hopeless,
      damage,
    })),
    whole,
  };
}

function presentText(
  result: RepairSnapshotsResult,
  dryRun: boolean,
  context: CommandContext,
): void {
  const { output, language, text } = context;
  for (const one of result.snapshots) {
    presentSnapshot(one, context);
  }
  if (result.snapshots.length === 0) {
    output.note(text(upkeepMessages.snapshotsWhole));
    return;
  }
  const snapshots = formatCount(result.snapshots.length, nouns.snapshot, language);
  const message = dryRun ? upkeepMessages.wouldRepair : upkeepMessages.snapshotsRepaired;
  output.note(text(message, { snapshots }));
}

function presentSnapshot(one: RepairedSnapshot, { output, text }: CommandContext): void {
  const { snapshot, damage, repaired, hopeless } = one;
  const id = shortId(snapshot.id);
  if (hopeless) {
    output.warn(text(upkeepMessages.hopeless, { id }));
    return;
  }
  output.line(text(upkeepMessages.snapshotDamaged, { id, time: formatTime(snapshot.time) }));
  for (const { path, kind } of damage) {
    output.line(`  ${text(damageWords[kind], { path })}`);
  }
  if (repaired) {
    output.line(text(upkeepMessages.snapshotRepaired, { id: shortId(repaired.id) }));
  }
}
