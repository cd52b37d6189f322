import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import { changeMemories } from "../../../services/memory/change-memories.ts";
import type { NewMemory } from "../../../services/memory/memory.ts";
import { findMemory, listMemories } from "../../../services/memory/read-memories.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import {
  contentOf,
  momentOf,
  positionOf,
  presentMemories,
  presentMemory,
  queryOf,
  readText,
  withMemory,
} from "../memory/memory-context.ts";
import { presentKept } from "../memory/present-kept.ts";
import { UsageError } from "../usage-error.ts";

/** `restera memory entity [ID]` */
export async function memoryEntityCommand(context: CommandContext): Promise<number> {
  const { options } = context;
  const [id] = context.arguments;
  const entity = await given(context);
  if (entity !== undefined) {
    return withMemory(
      context,
      async (store) => {
        const [outcome] = await changeMemories(store, [{ put: entity }]);
        return presentKept(store, entity, outcome!, context);
      },
      options.text("author"),
    );
  }
  const query = { ...queryOf(options, ["entity"]), worldHash: options.text("world-hash") };
  await withMemory(context, async (store) => {
    if (id !== undefined) presentMemory(await findMemory(store, "entity", id, query), context);
    else
      presentMemories(
        await listMemories(store, { ...query, limit: options.count("limit") }),
        context,
      );
  });
  return exitCodes.done;
}

/** The entity to keep, where the options describe one. */
async function given(context: CommandContext): Promise<NewMemory | undefined> {
  const { options } = context;
  const [id] = context.arguments;
  const [data, file, position] = ["data", "file", "position"].map((name) => options.text(name));
  if (data === undefined && file === undefined && position === undefined) return undefined;
  if (id === undefined) throw new UsageError(memoryMessages.idMissing);
  const text = file === undefined ? (data ?? "{}") : await readText(context, file);
  return {
    ...{ kind: "entity", id, content: contentOf(text), tags: options.texts("tag") },
    ...{ heroId: options.text("hero"), worldHash: options.text("world-hash") },
    position: position === undefined ? undefined : positionOf(position),
    validFromMs: momentOf(options, "valid-from"),
    validToMs: momentOf(options, "valid-to"),
  };
}
