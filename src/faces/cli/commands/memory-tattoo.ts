import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import type { NewMemory } from "../../../services/memory/memory.ts";
import type { CommandContext } from "../command-context.ts";
import { contentOf, jsonOf } from "../memory/json-of.ts";
import { momentOf, queryOf, readText, tagsOf } from "../memory/memory-context.ts";
import { keepOrShow } from "../memory/keep-or-show.ts";
import { UsageError } from "../usage-error.ts";

/** `restera memory tattoo [ID]` */
export async function memoryTattooCommand(context: CommandContext): Promise<number> {
  const { options } = context;
  const query = queryOf(options, ["tattoo"]);
  return keepOrShow(context, "tattoo", await given(context), query);
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
  if (text.trim() === "") throw new UsageError(memoryMessages.nothingSaid);
  return {
    ...{ kind: "tattoo", id, heroId, content: contentOf(text), tags: tagsOf(options) },
    temporal: temporal === undefined ? undefined : jsonOf(temporal, "--temporal"),
    validFromMs: momentOf(options, "valid-from"),
    validToMs: momentOf(options, "valid-to"),
  };
}
