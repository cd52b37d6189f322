import { changeMessages } from "../../../foundation/messages/change-messages.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import type { TagChange, TagInput } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount } from "../output/format-values.ts";
import { UsageError } from "../usage-error.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { lockInput } from "../vault-access/vault-options.ts";
import { snapshotFilter } from "./snapshot-filter.ts";
import { shortId } from "./snapshot-json.ts";

/** `restera tag [snapshots…]` */
export async function tagCommand(context: CommandContext): Promise<number> {
  const { settings, signal } = context;
  const input = tagInput(context);
  const changes = await withVault(context, (vault) => vault.tag(input, { signal }));
  if (settings.json) {
    presentJson(changes, context);
  } else {
    presentText(changes, context);
  }
  return exitCodes.done;
}

function tagInput(context: CommandContext): TagInput {
  const { options } = context;
  const [set, add, remove] = [options.texts("set"), options.texts("add"), options.texts("remove")];
  if (set.length + add.length + remove.length === 0) {
    throw new UsageError(changeMessages.nothingToTag);
  }
  if (set.length > 0 && add.length + remove.length > 0) {
    const second = add.length > 0 ? "--add" : "--remove";
    throw new UsageError(cliMessages.notTogether, { first: "--set", second });
  }
  const snapshots = context.arguments;
  return {
    set,
    add,
    remove,
    lock: lockInput(context),
    filter: snapshotFilter(context),
    ...(snapshots.length > 0 ? { snapshots } : {}),
  };
}

/** restic's messages. */
function presentJson(changes: readonly TagChange[], { output }: CommandContext): void {
  for (const { before, after } of changes) {
    output.json({
      message_type: "changed",
      old_snapshot_id: before.id,
      new_snapshot_id: after.id,
    });
  }
  output.json({ message_type: "summary", changed_snapshots: changes.length });
}

function presentText(changes: readonly TagChange[], context: CommandContext): void {
  const { settings, output, language, text } = context;
  if (settings.quiet) {
    return;
  }
  for (const { before, after } of changes) {
    const tags = after.tags?.join(", ") || text(changeMessages.noTags);
    const ids = { before: shortId(before.id), after: shortId(after.id) };
    output.line(text(changeMessages.retagged, { ...ids, tags }));
  }
  const snapshots = formatCount(changes.length, nouns.snapshot, language);
  const message = changes.length > 0 ? changeMessages.tagsChanged : changeMessages.tagsUnchanged;
  output.note(text(message, { snapshots }));
}
