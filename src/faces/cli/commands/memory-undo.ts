import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import { rollBack, undoMemory } from "../../../services/memory/forget-memories.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { kindOf, momentOf, withMemory } from "../memory/memory-context.ts";
import { escapeText } from "../output/escape-text.ts";
import { refuseIdle } from "../parse/refuse-idle.ts";
import { UsageError } from "../usage-error.ts";

/** `restera memory undo KIND ID`, or `--to TIME` */
export async function memoryUndoCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, signal, text } = context;
  const [typed, id] = context.arguments;
  const toMs = momentOf(options, "to");
  refuseIdle(options, ["dry-run", "author"], "to");
  if ((toMs === undefined) === (typed === undefined || id === undefined)) {
    throw new UsageError(memoryMessages.undoWhat);
  }
  if (toMs === undefined) {
    const kind = kindOf(typed!);
    const outcome = await withMemory(context, (store) => undoMemory(store, kind, id!));
    const message = outcome === "restored" ? memoryMessages.isRestored : memoryMessages.isForgotten;
    if (settings.json) output.json({ outcome, kind, id });
    else if (!settings.quiet) output.line(text(message, { kind, id: id! }));
    return exitCodes.done;
  }
  const [author, dryRun] = [options.text("author"), options.flag("dry-run")];
  const undone = await withMemory(context, (store) =>
    rollBack(store, { toMs, author, dryRun, signal }),
  );
  const time = new Date(toMs).toISOString();
  if (settings.json) {
    output.json({ to: time, dry_run: dryRun, undone });
  } else if (!settings.quiet) {
    for (const each of undone) {
      output.line(`${text(memoryMessages[each.outcome])}  ${each.kind}  ${escapeText(each.id)}`);
    }
    const message = dryRun ? memoryMessages.undoDryRun : memoryMessages.undoSummary;
    output.line(text(message, { count: undone.length, time }));
  }
  return exitCodes.done;
}
