import { changeMemories } from "../../../services/memory/change-memories.ts";
import type { NewMemory } from "../../../services/memory/memory.ts";
import { findMemory, listMemories } from "../../../services/memory/read-memories.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { presentMemories, presentMemory, type queryOf, withMemory } from "./memory-context.ts";
import { presentKept } from "./present-kept.ts";

/** Keeps a memory where the options describe one; otherwise shows the one whose id is given, or all that the query finds. */
export async function keepOrShow(
  context: CommandContext,
  kind: "entity" | "tattoo",
  given: NewMemory | undefined,
  query: ReturnType<typeof queryOf> & { readonly worldHash?: string | undefined },
): Promise<number> {
  const { options } = context;
  if (given !== undefined) {
    return withMemory(
      context,
      async (store) => {
        const [outcome] = await changeMemories(store, [{ put: given }]);
        return presentKept(store, given, outcome!, context);
      },
      options.text("author"),
    );
  }
  const [id] = context.arguments;
  await withMemory(context, async (store) => {
    if (id !== undefined) presentMemory(await findMemory(store, kind, id, query), context);
    else
      presentMemories(
        await listMemories(store, { ...query, limit: options.count("limit") }),
        context,
      );
  });
  return exitCodes.done;
}
