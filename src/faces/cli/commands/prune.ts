import { forgetMessages } from "../../../foundation/messages/forget-messages.ts";
import type { PruneInput, Vault } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { createProgress } from "../output/progress.ts";
import { UsageError } from "../usage-error.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { lockInput } from "../vault-access/vault-options.ts";
import { presentPrune, pruneState } from "./present-prune.ts";
import { pruneInput } from "./prune-input.ts";

/** `restera prune` */
export async function pruneCommand(context: CommandContext): Promise<number> {
  const { options } = context;
  const recovered = options.text("unsafe-recover-no-free-space");
  return runPrune(context, pruneInput(context), recovered);
}

/** Prunes the vault of the command line and shows it; `recovered` is the id that allows the unsafe way. */
export async function runPrune(
  context: CommandContext,
  input: Omit<PruneInput, "lock" | "dryRun">,
  recovered?: string,
): Promise<number> {
  const { options, signal } = context;
  const dryRun = options.flag("dry-run");
  if (options.flag("no-lock") && !dryRun) {
    throw new UsageError(forgetMessages.noLockOnlyDry);
  }
  const display = createProgress(context);
  const work = (vault: Vault) => {
    if (recovered !== undefined && recovered !== vault.id) {
      throw new UsageError(forgetMessages.recoverNeedsId, { id: vault.id });
    }
    const unsafe =
      recovered === undefined ? {} : ({ recoverNoFreeSpace: true, way: "exclusive" } as const);
    return vault.prune(
      { ...input, ...unsafe, dryRun, lock: lockInput(context) },
      { signal, onProgress: (progress) => display.update(pruneState(progress, context)) },
    );
  };
  // Packs are repacked by the threads that copy.
  const result = await withVault(context, work, dryRun ? undefined : "copy").finally(() =>
    display.finish(),
  );
  return presentPrune(result, context);
}
