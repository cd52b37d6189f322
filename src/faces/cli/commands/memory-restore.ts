import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type MemoryRestore,
  type MemoryRestorePlan,
  restoreMemory,
  type RestoreMemoryInput,
} from "../../../compose/restore-memory.ts";
import { memoryCopyMessages as messages } from "../../../foundation/messages/memory-copy-messages.ts";
import type { Vault } from "../../../services/snapshots/vault.ts";
import { databaseUrl, resteraHome } from "../../environment/restera-home.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { askYesOrNo } from "../memory/ask-yes-or-no.ts";
import { createProgress } from "../output/progress.ts";
import { UsageError } from "../usage-error.ts";
import { withVault } from "../vault-access/open-context-vault.ts";

/** `restera memory restore SNAPSHOT` */
export async function memoryRestoreCommand(context: CommandContext): Promise<number> {
  const { options, system } = context;
  const [typed = ""] = context.arguments;
  const kept = resolve(system.cwd, typed);
  const isKept = existsSync(join(kept, "memory.json"));
  const [target, hosts] = [options.text("target"), options.texts("host")];
  const input: RestoreMemoryInput = {
    from: isKept ? kept : typed,
    ...{ url: databaseUrl(system), home: resteraHome(system) },
    ...(target !== undefined && { target: resolve(system.cwd, target) }),
    ...(hosts.length > 0 && { filter: { hosts } }),
    ...{ databaseOnly: options.flag("database-only"), dryRun: options.flag("dry-run") },
  };
  const restored = isKept
    ? await restore(undefined, input, context)
    : await withVault(context, (vault) => restore(vault, input, context), "restore");
  present(restored, input, context);
  return exitCodes.done;
}

async function restore(
  vault: Vault | undefined,
  input: RestoreMemoryInput,
  context: CommandContext,
): Promise<MemoryRestore> {
  const { signal, text } = context;
  const progress = createProgress(context);
  const began = performance.now();
  try {
    return await restoreMemory(vault, input, {
      signal,
      onPlan: async (plan) => {
        presentPlan(plan, context);
        if (input.dryRun !== true) await confirm(context);
      },
      onProgress: (done) => {
        const secondsElapsed = (performance.now() - began) / 1000;
        progress.update({ label: text(messages.restoring), secondsElapsed, done });
      },
    });
  } finally {
    progress.finish();
  }
}

async function confirm(context: CommandContext): Promise<void> {
  const { settings, text } = context;
  if (settings.yes) return;
  if (await askYesOrNo(text(messages.confirm), context)) return;
  throw new UsageError(messages.notConfirmed);
}

function presentPlan(plan: MemoryRestorePlan, { settings, output, text }: CommandContext): void {
  if (settings.json || settings.quiet) return;
  const { copy, present, aside } = plan;
  output.line(text(messages.planFrom, { time: copy.taken_at, versions: copy.versions }));
  if (present === "none") output.line(text(messages.presentNone));
  else if (present === "damaged") output.line(text(messages.presentDamaged, { aside }));
  else output.line(text(messages.presentVersions, { versions: present.versions, aside }));
  for (const { outcome, folder, was, files, aside: before = "" } of plan.folders) {
    if (outcome === "new") output.line(text(messages.folderNew, { folder, files }));
    else if (outcome === "unchanged") output.line(text(messages.folderUnchanged, { folder }));
    else if (outcome === "missing") output.warn(text(messages.folderNotKept, { folder: was }));
    else output.line(text(messages.folderReplace, { folder, files, aside: before }));
  }
}

function present(
  restored: MemoryRestore,
  { dryRun, from }: RestoreMemoryInput,
  { settings, output, text }: CommandContext,
): void {
  const { copy, present: before, aside, withSchedules, snapshot, folders } = restored;
  if (settings.json) {
    const told = folders.map(({ name, was, folder, outcome, aside: kept, files }) => ({
      ...{ name, was, folder, outcome, aside: kept, differing: files },
    }));
    return output.json({
      ...{ message_type: "summary", dry_run: dryRun, snapshot_id: snapshot, copy, before },
      ...{ aside: before === "none" ? undefined : aside, schedules_restored: withSchedules },
      folders: told,
    });
  }
  if (settings.quiet) return;
  if (dryRun === true) return output.line(text(messages.wouldRestore, { from }));
  const { taken_at: time, versions } = copy;
  output.line(text(messages.restored, { time, versions, folders: folders.length }));
  if (before !== "none" && !withSchedules) output.note(text(messages.restoredHint, { aside }));
}
