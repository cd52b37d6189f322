import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import { type SearchHit, searchMemories } from "../../../services/memory/search-memories.ts";
import type { Snippet } from "../../../services/memory/snippet.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { queryOf, withMemory } from "../memory/memory-context.ts";
import { memoryJson } from "../memory/memory-json.ts";
import { escapeText } from "../output/escape-text.ts";
import { styleText } from "../output/style-text.ts";

/** `restera memory search WORDS…` */
export async function memorySearchCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, text } = context;
  const query = context.arguments.join(" ");
  const [limit, path] = [options.count("limit"), options.text("path")];
  const hits = await withMemory(context, (store) =>
    searchMemories(store, { ...queryOf(options), query, limit, path }),
  );
  if (settings.json) output.json(hits.map(hitJson));
  else if (hits.length === 0) output.note(text(memoryMessages.nothing));
  else presentHits(hits, context);
  return exitCodes.done;
}

function hitJson({ memory, score, snippet, isSimilar }: SearchHit): object {
  const { text, marks } = snippet;
  return { score, similar: isSimilar, snippet: text, marks, ...memoryJson(memory) };
}

function presentHits(hits: readonly SearchHit[], { output, text }: CommandContext): void {
  let saidSimilar = false;
  for (const { memory, snippet, isSimilar } of hits) {
    if (isSimilar && !saidSimilar) output.note(text(memoryMessages.similar));
    saidSimilar ||= isSimilar;
    const { kind, id, heroId, title } = memory;
    const parts = [text(memoryMessages[kind]), id, heroId ?? "", kind === "document" ? title : ""];
    output.line(
      parts
        .filter((part) => part !== "")
        .map(escapeText)
        .join("  "),
    );
    output.line(`  ${marked(snippet, output.color)}`);
  }
}

/** Found words in bold, or in brackets where there is no bold. */
function marked({ text, marks }: Snippet, color: boolean): string {
  let [shown, last] = ["", 0];
  for (const [start, end] of marks) {
    const word = escapeText(text.slice(start, end));
    shown += escapeText(text.slice(last, start));
    shown += color ? styleText("bold", word, true) : `[${word}]`;
    last = end;
  }
  return shown + escapeText(text.slice(last));
}
