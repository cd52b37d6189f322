import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import { vectorMessages } from "../../../foundation/messages/vector-messages.ts";
import {
  type SearchHit,
  searchMemories,
  type SearchMode,
} from "../../../services/memory/search-memories.ts";
import type { Snippet } from "../../../services/memory/snippet.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { queryOf } from "../memory/memory-context.ts";
import { memoryJson } from "../memory/memory-json.ts";
import { withEmbedder } from "../memory/with-embedder.ts";
import { escapeText } from "../output/escape-text.ts";
import { styleText } from "../output/style-text.ts";
import { UsageError } from "../usage-error.ts";

/** `restera memory search WORDS…` */
export async function memorySearchCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, text } = context;
  const query = context.arguments.join(" ");
  const [limit, path] = [options.count("limit"), options.text("path")];
  const hits = await withEmbedder(context, (store) =>
    searchMemories(store, {
      ...{ ...queryOf(options), query, limit, path, signal: context.signal },
      mode: modeOf(options.text("mode")),
      onWarning: (warning) => output.warn(warning.messageIn(context.language)),
    }),
  );
  if (settings.json) output.json(hits.map(hitJson));
  else if (hits.length === 0) output.note(text(memoryMessages.nothing));
  else presentHits(hits, context);
  return exitCodes.done;
}

function modeOf(typed: string | undefined): SearchMode | undefined {
  if (typed === undefined || typed === "text" || typed === "vector" || typed === "hybrid") {
    return typed;
  }
  throw new UsageError(vectorMessages.unknownMode, { mode: typed });
}

function hitJson({ memory, score, snippet, isSimilar, similarity }: SearchHit): object {
  const { text, marks } = snippet;
  const found = { score, ...(similarity !== undefined && { similarity }), similar: isSimilar };
  return { ...found, snippet: text, marks, ...memoryJson(memory) };
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
