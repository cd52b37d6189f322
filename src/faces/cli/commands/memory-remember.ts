import { randomUUID } from "node:crypto";
import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import { changeMemories } from "../../../services/memory/change-memories.ts";
import type { CommandContext } from "../command-context.ts";
import { momentOf, readText, tagsOf, withMemory } from "../memory/memory-context.ts";
import { presentKept } from "../memory/present-kept.ts";
import { UsageError } from "../usage-error.ts";

/** `restera memory remember TEXT` */
export async function memoryRememberCommand(context: CommandContext): Promise<number> {
  const { options } = context;
  const [typed = ""] = context.arguments;
  const content = typed === "-" ? (await readText(context, "-")).trim() : typed;
  if (content.trim() === "") throw new UsageError(memoryMessages.nothingSaid);
  const note = {
    ...{ kind: "note" as const, id: options.text("id") ?? randomUUID(), content },
    ...{ heroId: options.text("hero"), tags: tagsOf(options) },
    validFromMs: momentOf(options, "valid-from"),
    validToMs: momentOf(options, "valid-to"),
  };
  const author = options.text("author");
  return withMemory(
    context,
    async (store) => {
      const [outcome] = await changeMemories(store, [{ put: note }]);
      return presentKept(store, note, outcome!, context);
    },
    author,
  );
}
