import { vectorMessages } from "../../../foundation/messages/vector-messages.ts";
import {
  embedMemories,
  type EmbedProgress,
} from "../../../services/memory/embedding/embed-memories.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { withEmbedder } from "../memory/with-embedder.ts";
import { createProgress } from "../output/progress.ts";

/** `restera memory embed` */
export async function memoryEmbedCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, signal, text } = context;
  const display = createProgress(context);
  const began = performance.now();
  const onProgress = ({ done, total }: EmbedProgress): void => {
    const secondsElapsed = (performance.now() - began) / 1000;
    const label = text(vectorMessages.embedding);
    display.update({ label, secondsElapsed, done, total }, () => ({
      ...{ message_type: "status", seconds_elapsed: Math.floor(secondsElapsed), done, total },
    }));
  };
  const result = await withEmbedder(context, async (store) => {
    const made = await embedMemories(store, {
      ...{ again: options.flag("again"), dropOthers: options.flag("drop-others") },
      ...{ signal, onProgress },
    });
    const way = await store.vectors.way(store.database.rows);
    return { ...made, isSlow: store.database.kind === "postgres" && way === "scan" };
  }).finally(() => display.finish());
  const { isSlow, ...counts } = result;
  const { dropped, refused } = counts;
  if (settings.json) output.json({ message_type: "summary", ...counts });
  else if (!settings.quiet) {
    output.line(text(vectorMessages.embedded, { ...counts, dropped: dropped.length }));
    if (dropped.length > 0) {
      output.line(text(vectorMessages.dropped, { models: dropped.join(", ") }));
    }
    if (isSlow) output.note(text(vectorMessages.noPgvector));
  }
  return refused > 0 ? exitCodes.partly : exitCodes.done;
}
