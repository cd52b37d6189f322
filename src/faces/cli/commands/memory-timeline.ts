import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import type { Memory } from "../../../services/memory/memory.ts";
import { memoryTimeline } from "../../../services/memory/timeline.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { kindOf, momentOf, shortText, withMemory } from "../memory/memory-context.ts";
import { memoryJson } from "../memory/memory-json.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatTable } from "../output/table.ts";

/** `restera memory timeline` */
export async function memoryTimelineCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, text } = context;
  const versions = await withMemory(context, (store) =>
    memoryTimeline(store, {
      ...{ kinds: options.texts("kind").map(kindOf), id: options.text("id") },
      ...{ hero: options.text("hero"), author: options.text("author") },
      ...{ sinceMs: momentOf(options, "since"), untilMs: momentOf(options, "until") },
      limit: options.count("limit"),
    }),
  );
  if (settings.json) output.json(versions.map(memoryJson));
  else if (versions.length === 0) output.note(text(memoryMessages.nothing));
  else for (const line of table(versions, context)) output.line(line);
  return exitCodes.done;
}

function table(versions: readonly Memory[], { text, output }: CommandContext): string[] {
  const columns = [
    { title: text(memoryMessages.columnTime) },
    { title: text(memoryMessages.columnWhat) },
    { title: text(memoryMessages.columnKind) },
    { title: text(memoryMessages.columnId), shrink: true },
    { title: text(memoryMessages.columnAuthor) },
    { title: text(memoryMessages.columnText), shrink: true },
  ];
  const rows = versions.map((memory) => [
    // To the millisecond: it is what --as-of and --to take.
    new Date(memory.storedMs).toISOString(),
    text(memoryMessages[whatOf(memory)]),
    text(memoryMessages[memory.kind]),
    escapeText(memory.id),
    escapeText(memory.author ?? ""),
    shortText(memory),
  ]);
  return formatTable(columns, rows, output.width);
}

function whatOf({ isForgotten, replaces }: Memory): "forgotten" | "said" | "corrected" {
  if (isForgotten) return "forgotten";
  return replaces === undefined ? "said" : "corrected";
}
