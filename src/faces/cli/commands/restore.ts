import { resolve } from "node:path";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type { RestoreInput, RestoreResult } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { createProgress } from "../output/progress.ts";
import { UsageError } from "../usage-error.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { lockInput } from "../vault-access/vault-options.ts";
import { presentRestore, restoreState, restoreStatusJson } from "./present-restore.ts";
import { exitCodeForProblems } from "./present-problems.ts";
import { readPatterns } from "./read-patterns.ts";
import { snapshotFilter } from "./snapshot-filter.ts";

const overwrites = ["always", "if-changed", "if-newer", "never"] as const;

/** `restera restore SNAPSHOT --target FOLDER` */
export async function restoreCommand(context: CommandContext): Promise<number> {
  const input = await restoreInput(context);
  const result = await restore(input, context);
  await presentRestore(result, input, context);
  return exitCodeForProblems(result.problems, context);
}

async function restoreInput(context: CommandContext): Promise<RestoreInput> {
  const { options, system } = context;
  const target = options.text("target");
  if (!target) {
    throw new UsageError(resultMessages.targetMissing);
  }
  const [include, iinclude, exclude, iexclude] = await Promise.all([
    readPatterns(context, "include"),
    readPatterns(context, "iinclude"),
    readPatterns(context, "exclude"),
    readPatterns(context, "iexclude"),
  ]);
  if (include.length + iinclude.length > 0 && exclude.length + iexclude.length > 0) {
    throw new UsageError(resultMessages.includeAndExclude);
  }
  const [includeXattr, excludeXattr] = [
    options.texts("include-xattr"),
    options.texts("exclude-xattr"),
  ];
  if (includeXattr.length > 0 && excludeXattr.length > 0) {
    const [first, second] = ["--include-xattr", "--exclude-xattr"];
    throw new UsageError(cliMessages.notTogether, { first, second });
  }
  const overwrite = options.choice("overwrite", overwrites);
  return {
    snapshot: context.arguments[0] ?? "",
    filter: snapshotFilter(context),
    target: resolve(system.cwd, target),
    include,
    iinclude,
    exclude,
    iexclude,
    includeXattr,
    excludeXattr,
    delete: options.flag("delete"),
    dryRun: options.flag("dry-run"),
    verify: options.flag("verify"),
    sparse: options.flag("sparse"),
    lock: lockInput(context),
    ...(overwrite === undefined ? {} : { overwrite }),
    ...(options.flag("ownership-by-name") ? { owners: "names" as const } : {}),
  };
}

async function restore(input: RestoreInput, context: CommandContext): Promise<RestoreResult> {
  const display = createProgress(context);
  try {
    return await withVault(
      context,
      (vault) =>
        vault.restore(input, {
          signal: context.signal,
          onProgress: (progress) =>
            display.update(restoreState(progress, context.language), () =>
              restoreStatusJson(progress),
            ),
        }),
      input.dryRun === true ? undefined : "restore",
    );
  } finally {
    display.finish();
  }
}
