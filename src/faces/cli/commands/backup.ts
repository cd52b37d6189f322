import { memoryCopyMessages } from "../../../foundation/messages/memory-copy-messages.ts";
import { isEmptyPolicy } from "../../../engine/snapshot/policy.ts";
import type { BackUpInput, BackUpResult, Vault } from "../../../services/snapshots/vault.ts";
import { databaseUrl, resteraHome } from "../../environment/restera-home.ts";
import type { CommandContext } from "../command-context.ts";
import { createProgress } from "../output/progress.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { backUpInput, neverReadFolders } from "./backup-input.ts";
import { keepPolicy } from "./keep-policy.ts";
import { backUpState, backUpStatusJson, itemTeller, presentBackUp } from "./present-backup.ts";
import { exitCodeForProblems } from "./present-problems.ts";
import { presentRemoved, removeOlder } from "./remove-older.ts";

/** `restera backup [paths…]` */
export async function backupCommand(context: CommandContext): Promise<number> {
  const input = await backUpInput(context);
  const policy = keepPolicy(context);
  const { result, removed } = await withVault(
    context,
    async (vault) => {
      const result = await backUpAll(vault, input, context);
      const { snapshot } = result;
      const removed =
        snapshot === undefined || isEmptyPolicy(policy)
          ? undefined
          : await removeOlder(vault, snapshot, policy, context);
      return { result, removed };
    },
    "backup",
  );
  presentBackUp(result, input, context);
  if (removed !== undefined) presentRemoved(removed, context);
  return exitCodeForProblems(result.problems, context);
}

/** The paths that were named, and memory where it was asked for. */
async function backUpAll(
  vault: Vault,
  input: BackUpInput,
  context: CommandContext,
): Promise<BackUpResult> {
  if (!context.options.flag("memory")) return backUp(vault, input, context);
  const { withMemoryCopy } = await import("../../../compose/back-up-memory.ts");
  const { system, signal, settings, output, text } = context;
  const place = { url: databaseUrl(system), scratch: resteraHome(system), cwd: system.cwd, signal };
  return withMemoryCopy(input, place, (whole, { info, missing }) => {
    for (const folder of missing) output.warn(text(memoryCopyMessages.folderMissing, { folder }));
    const { versions, taken_at: time, folders } = info;
    if (settings.json) output.json({ message_type: "memory", ...info, missing });
    else if (!settings.quiet) {
      output.note(text(memoryCopyMessages.taken, { versions, time, folders: folders.length }));
    }
    return backUp(vault, whole, context);
  });
}

async function backUp(
  vault: Vault,
  input: BackUpInput,
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
    const onItem = itemTeller(context);
    return await vault.backUp(complete, {
      signal: context.signal,
      ...(onItem !== undefined && { onItem }),
      onProgress: (progress) =>
        display.update(backUpState(progress, context.language), () => backUpStatusJson(progress)),
    });
  } finally {
    display.finish();
  }
}
