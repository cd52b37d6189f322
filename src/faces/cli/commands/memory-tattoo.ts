import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import { changeMemories } from "../../../services/memory/change-memories.ts";
import type { NewMemory } from "../../../services/memory/memory.ts";
import { findMemory, listMemories } from "../../../services/memory/read-memories.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import {
  contentOf,
  momentOf,
  presentMemories,
  presentMemory,
  queryOf,
  readText,
  withMemory,
} from "../memory/memory-context.ts";
import { presentKept } from "../memory/present-kept.ts";
import { UsageError } from "../usage-error.ts";

/** `restera memory tattoo [ID]` */
export async function memoryTattooCommand(context: CommandContext): Promise<number> {
  const { options } = context;
  const [id] = context.arguments;
  const tattoo = await given(context);
  if (tattoo !== undefined) {
    return withMemory(
      context,
      async (store) => {
        const [outcome] = await changeMemories(store, [{ put: tattoo }]);
        return presentKept(store, tattoo, outcome!, context);
      },
      options.text("author"),
    );
  }
  const query = queryOf(options, ["tattoo"]);
  await withMemory(context, async (store) => {
    if (id !== undefined) presentMemory(await findMemory(store, "tattoo", id, query), context);
    else
      presentMemories(
        await listMemories(store, { ...query, limit: options.count("limit") }),
        context,
      );
  });
  return exitCodes.done;
}

/** The tattoo to keep, where the options describe one. */
async function given(context: CommandContext): Promise<NewMemory | undefined> {
  const { options } = context;
  const [id] = context.arguments;
  const [content, temporal, heroId] = ["content", "temporal", "hero"].map((name) =>
    options.text(name),
  );
  if (content === undefined) return undefined;
  if (id === undefined) throw new UsageError(memoryMessages.idMissing);
  if (heroId === undefined) throw new UsageError(memoryMessages.heroMissing);
  const text = content === "-" ? await readText(context, "-") : content;
  return {
    ...{ kind: "tattoo", id, heroId, content: contentOf(text), tags: options.texts("tag") },
    temporal: temporal === undefined ? undefined : contentOf(temporal),
    validFromMs: momentOf(options, "valid-from"),
    validToMs: momentOf(options, "valid-to"),
  };
}
