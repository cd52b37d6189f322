import { changeMessages } from "../../../foundation/messages/change-messages.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import { upkeepMessages } from "../../../foundation/messages/upkeep-messages.ts";
import type { RewriteInput, RewriteResult, Vault } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount, formatTime } from "../output/format-values.ts";
import { createProgress } from "../output/progress.ts";
import { UsageError } from "../usage-error.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { lockInput } from "../vault-access/vault-options.ts";
import { readPatterns } from "./read-patterns.ts";
import { repairState } from "./repair-index.ts";
import { snapshotFilter } from "./snapshot-filter.ts";
import { shortId } from "./snapshot-json.ts";

/** `restera rewrite [snapshots…]` */
export async function rewriteCommand(context: CommandContext): Promise<number> {
  const { settings, signal } = context;
  const wanted = await rewriteInput(context);
  const snapshots = context.arguments;
  const input = {
    ...wanted,
    lock: lockInput(context),
    filter: snapshotFilter(context),
    ...(snapshots.length > 0 ? { snapshots } : {}),
  };
  const display = createProgress(context);
  const work = (vault: Vault): Promise<RewriteResult> =>
    vault.rewrite(input, {
      signal,
      onProgress: (progress) =>
        display.update(repairState(progress, upkeepMessages.readingSnapshots, context)),
    });
  const result = await withVault(context, work).finally(() => display.finish());
  if (settings.json) presentJson(result, context);
  else presentText(result, wanted.dryRun === true, context);
  return exitCodes.done;
}

async function rewriteInput(context: CommandContext): Promise<RewriteInput> {
  const { options } = context;
  const [exclude, iexclude, include, iinclude] = await Promise.all([
    readPatterns(context, "exclude"),
    readPatterns(context, "iexclude"),
    readPatterns(context, "include"),
    readPatterns(context, "iinclude"),
  ]);
  const [out, only] = [exclude.length + iexclude.length, include.length + iinclude.length];
  if (out > 0 && only > 0) throw new UsageError(resultMessages.includeAndExclude);
  const newHost = options.text("new-host") ?? "";
  const newTime = options.time("new-time");
  const snapshotSummary = options.flag("snapshot-summary");
  const isIdle = out + only === 0 && newHost === "" && !snapshotSummary;
  if (isIdle && newTime === undefined) throw new UsageError(changeMessages.nothingToRewrite);
  return {
    ...{ exclude, iexclude, include, iinclude, newHost, snapshotSummary },
    ...(newTime !== undefined && { newTime }),
    forget: options.flag("forget"),
    dryRun: options.flag("dry-run"),
  };
}

/** A message for each snapshot that changed, as those of `tag`. */
function presentJson({ rewritten, unchanged }: RewriteResult, { output }: CommandContext): void {
  for (const { before, after } of rewritten) {
    const ids = { old_snapshot_id: before.id, new_snapshot_id: after?.id };
    output.json({ message_type: "changed", ...ids });
  }
  const summary = { changed_snapshots: rewritten.length, unchanged_snapshots: unchanged };
  output.json({ message_type: "summary", ...summary });
}

function presentText(
  { rewritten }: RewriteResult,
  dryRun: boolean,
  { settings, output, language, text }: CommandContext,
): void {
  if (settings.quiet) return;
  for (const { before, after } of rewritten) {
    const parameters = { before: shortId(before.id), time: formatTime(before.time) };
    const message = after === undefined ? changeMessages.wouldRewrite : changeMessages.rewritten;
    output.line(text(message, { ...parameters, after: shortId(after?.id ?? "") }));
  }
  const snapshots = formatCount(rewritten.length, nouns.snapshot, language);
  if (rewritten.length === 0) output.note(text(changeMessages.tagsUnchanged));
  else if (dryRun) output.note(text(changeMessages.wouldRewriteAll, { snapshots }));
  else output.note(text(changeMessages.rewrittenAll, { snapshots }));
}
