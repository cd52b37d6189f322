import type { Message } from "../../../foundation/messages/format-message.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import { upkeepMessages } from "../../../foundation/messages/upkeep-messages.ts";
import type { RepairIndexResult, RepairProgress } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatNumber } from "../output/format-values.ts";
import { createProgress, type ProgressState } from "../output/progress.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { lockInput } from "../vault-access/vault-options.ts";

/** `restera repair index` */
export async function repairIndexCommand(context: CommandContext): Promise<number> {
  const { settings, options, output, signal } = context;
  const display = createProgress(context);
  const input = { readAllPacks: options.flag("read-all-packs"), lock: lockInput(context) };
  const onProgress = (progress: RepairProgress) =>
    display.update(repairState(progress, upkeepMessages.readingPacks, context));
  const result = await withVault(context, (vault) =>
    vault.repairIndex(input, { signal, onProgress }),
  ).finally(() => display.finish());
  if (settings.json) {
    output.json(resultJson(result));
  } else {
    presentText(result, context);
  }
  return result.unreadable.length > 0 ? exitCodes.damaged : exitCodes.done;
}

/** One moment of a repair, as it is shown. */
export function repairState(
  { done, total, secondsElapsed }: RepairProgress,
  label: Message,
  { language }: CommandContext,
): ProgressState {
  const counts = `${formatNumber(done, language)} / ${formatNumber(total, language)}`;
  return { label: label[language], secondsElapsed, done, total, counts };
}

function resultJson(result: RepairIndexResult): object {
  return {
    message_type: "summary",
    packs_added: result.added,
    packs_missing: result.missing,
    packs_unreadable: result.unreadable,
    indexes_damaged: result.damagedIndexes,
    indexes_removed: result.indexesRemoved,
  };
}

function presentText(result: RepairIndexResult, { output, text }: CommandContext): void {
  const say = (path: string, problem: string) =>
    output.note(text(resultMessages.problem, { path, problem }));
  for (const id of result.damagedIndexes) {
    say(`index ${id}`, text(upkeepMessages.indexDamaged));
  }
  for (const id of result.missing) {
    say(`pack ${id}`, text(upkeepMessages.packMissing));
  }
  for (const id of result.added) {
    say(`pack ${id}`, text(upkeepMessages.packAdded));
  }
  for (const { pack, problem } of result.unreadable) {
    output.warn(text(resultMessages.problem, { path: `pack ${pack}`, problem }));
  }
  const isWhole = result.added.length + result.unreadable.length + result.indexesRemoved === 0;
  output.note(text(isWhole ? upkeepMessages.indexWhole : upkeepMessages.indexRepaired));
}
