import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import type { NewMemory } from "../../../services/memory/memory.ts";
import type { CommandContext } from "../command-context.ts";
import { jsonOf } from "../memory/json-of.ts";
import { momentOf, positionOf, queryOf, readText, tagsOf } from "../memory/memory-context.ts";
import { keepOrShow } from "../memory/keep-or-show.ts";
import { UsageError } from "../usage-error.ts";

/** `restera memory entity [ID]` */
export async function memoryEntityCommand(context: CommandContext): Promise<number> {
  const { options } = context;
  const query = { ...queryOf(options, ["entity"]), worldHash: options.text("world-hash") };
  return keepOrShow(context, "entity", await given(context), query);
}

/** The entity to keep, where the options describe one. */
async function given(context: CommandContext): Promise<NewMemory | undefined> {
  const { options } = context;
  const [id] = context.arguments;
  const [data, file, position] = ["data", "file", "position"].map((name) => options.text(name));
  if (data === undefined && file === undefined && position === undefined) return undefined;
  if (data !== undefined && file !== undefined) {
    throw new UsageError(cliMessages.notTogether, { first: "--data", second: "--file" });
  }
  if (id === undefined) throw new UsageError(memoryMessages.idMissing);
  const option = file === undefined ? "--data" : "--file";
  const text = file === undefined ? (data ?? "{}") : await readText(context, file);
  return {
    ...{ kind: "entity", id, content: jsonOf(text, option), tags: tagsOf(options) },
    ...{ heroId: options.text("hero"), worldHash: options.text("world-hash") },
    position: position === undefined ? undefined : positionOf(position),
    validFromMs: momentOf(options, "valid-from"),
    validToMs: momentOf(options, "valid-to"),
  };
}
