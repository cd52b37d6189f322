import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import { forgetMemory } from "../../../services/memory/forget-memories.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { kindOf, withMemory } from "../memory/memory-context.ts";

/** `restera memory forget KIND ID` */
export async function memoryForgetCommand(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  const [typed = "", id = ""] = context.arguments;
  const kind = kindOf(typed);
  await withMemory(context, (store) => forgetMemory(store, kind, id));
  if (settings.json) output.json({ outcome: "forgotten", kind, id });
  else if (!settings.quiet) output.line(text(memoryMessages.isForgotten, { kind, id }));
  return exitCodes.done;
}
