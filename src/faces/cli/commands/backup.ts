import type { BackUpResult, Vault } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { createProgress } from "../output/progress.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { backUpInput, neverReadFolders } from "./backup-input.ts";
import { backUpState, backUpStatusJson, presentBackUp } from "./present-backup.ts";
import { exitCodeForProblems } from "./present-problems.ts";

/** `restera backup [paths…]` */
export async function backupCommand(context: CommandContext): Promise<number> {
  const input = await backUpInput(context);
  const result = await withVault(context, (vault) => backUp(vault, input, context), "backup");
  presentBackUp(result, input, context);
  return exitCodeForProblems(result.problems, context);
}

async function backUp(
  vault: Vault,
  input: Parameters<Vault["backUp"]>[0],
  context: CommandContext,
): Promise<BackUpResult> {
  const { environment, cwd } = context.system;
  // Set by a supervisor for a task that was begun before.
  const sinceMs = Date.parse(environment.RESTERA_TASK_RESUMES ?? "");
  if (!Number.isNaN(sinceMs)) {
    const { backupMadeSince } = await import("../../../services/snapshots/backup-made-since.ts");
    const made = await backupMadeSince(vault, input, { sinceMs, cwd }, { signal: context.signal });
    if (made !== undefined) return made;
  }
  const display = createProgress(context);
  const complete = { ...input, neverRead: neverReadFolders(vault.url, context) };
  try {
    return await vault.backUp(complete, {
      signal: context.signal,
      onProgress: (progress) =>
        display.update(backUpState(progress, context.language), () => backUpStatusJson(progress)),
    });
  } finally {
    display.finish();
  }
}
