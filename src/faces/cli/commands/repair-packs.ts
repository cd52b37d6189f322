import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import { upkeepMessages } from "../../../foundation/messages/upkeep-messages.ts";
import type { RepairPacksResult } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount, formatNumber } from "../output/format-values.ts";
import { createProgress } from "../output/progress.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { lockInput } from "../vault-access/vault-options.ts";
import { repairState } from "./repair-index.ts";

/** `restera repair packs IDS…` */
export async function repairPacksCommand(context: CommandContext): Promise<number> {
  const { settings, output, signal, system, text } = context;
  const display = createProgress(context);
  const input = {
    packs: context.arguments,
    lock: lockInput(context),
    // As restic does: whoever repairs a pack may want the damaged one back.
    onPack: async (id: string, bytes: Uint8Array) => {
      const path = join(system.cwd, `pack-${id}`);
      await writeFile(path, bytes, { flag: "wx", mode: 0o600 });
      output.note(text(upkeepMessages.packCopied, { path }));
    },
  };
  const result = await withVault(context, (vault) =>
    vault.repairPacks(input, {
      signal,
      onProgress: (progress) =>
        display.update(repairState(progress, upkeepMessages.readingPacks, context)),
    }),
  ).finally(() => display.finish());
  if (settings.json) {
    output.json(resultJson(result));
  } else {
    presentText(result, context);
  }
  return result.lost.length > 0 ? exitCodes.damaged : exitCodes.done;
}

function resultJson(result: RepairPacksResult): object {
  return {
    message_type: "summary",
    packs_replaced: result.replaced,
    packs_missing: result.missing,
    blobs_saved: result.salvagedBlobs,
    blobs_lost: result.lost,
  };
}

function presentText(result: RepairPacksResult, context: CommandContext): void {
  const { output, language, text } = context;
  for (const id of result.missing) {
    const problem = text(upkeepMessages.packUnknown);
    output.warn(text(resultMessages.problem, { path: `pack ${id}`, problem }));
  }
  for (const { type, id } of result.lost) {
    const problem = text(upkeepMessages.blobLost);
    output.warn(text(resultMessages.problem, { path: `${type} ${id}`, problem }));
  }
  const counts = {
    blobs: formatCount(result.salvagedBlobs, nouns.blob, language),
    packs: formatCount(result.replaced.length, nouns.pack, language),
    lost: formatNumber(result.lost.length, language),
  };
  output.note(text(upkeepMessages.packsRepaired, counts));
  if (result.lost.length > 0) {
    output.note(text(upkeepMessages.nextSnapshots));
  }
}
