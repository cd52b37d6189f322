import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import { nearMemories } from "../../../services/memory/near-memories.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { momentOf, numberOf, positionOf, shortText, withMemory } from "../memory/memory-context.ts";
import { memoryJson } from "../memory/memory-json.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatTable } from "../output/table.ts";
import { UsageError } from "../usage-error.ts";

/** `restera memory nearest POSITION` */
export async function memoryNearestCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, text } = context;
  const [typed = ""] = context.arguments;
  const center = positionOf(typed);
  const [radius, box] = [numberOf(options, "radius"), boxOf(context)];
  const near = await withMemory(context, (store) =>
    nearMemories(store, {
      ...{ center, radius, box, kinds: ["entity", "hero"], limit: options.count("limit") },
      ...{ hero: options.text("hero"), worldHash: options.text("world-hash") },
      asOfMs: momentOf(options, "as-of"),
    }),
  );
  if (settings.json) {
    output.json(near.map(({ memory, distance }) => ({ distance, ...memoryJson(memory) })));
  } else if (near.length === 0) {
    output.note(text(memoryMessages.nothing));
  } else {
    const columns = [
      { title: text(memoryMessages.columnDistance), align: "right" as const },
      { title: text(memoryMessages.columnKind) },
      { title: text(memoryMessages.columnId), shrink: true },
      { title: text(memoryMessages.columnText), shrink: true },
    ];
    const rows = near.map(({ memory, distance }) => [
      ...[Number(distance.toPrecision(6)).toString(), text(memoryMessages[memory.kind])],
      ...[escapeText(memory.id), shortText(memory)],
    ]);
    for (const line of formatTable(columns, rows, output.width)) output.line(line);
  }
  return exitCodes.done;
}

function boxOf({ options }: CommandContext): { low: number[]; high: number[] } | undefined {
  const [from, to] = [options.text("from"), options.text("to")];
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined || to === undefined) {
    throw new UsageError(memoryMessages.noPosition, { value: "" });
  }
  return { low: positionOf(from), high: positionOf(to) };
}
