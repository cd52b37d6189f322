import { isAbsolute, resolve } from "node:path";
import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import { copyMemory } from "../../../services/memory/transfer/copy-memory.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { withMemory } from "../memory/memory-context.ts";
import { createProgress } from "../output/progress.ts";

/** `restera memory migrate DATABASE` */
export async function memoryMigrateCommand(context: CommandContext): Promise<number> {
  const { settings, output, signal, system, text } = context;
  const [typed = ""] = context.arguments;
  const url = isAbsolute(typed) || /^[a-z]+:/i.test(typed) ? typed : resolve(system.cwd, typed);
  const progress = createProgress(context);
  const began = performance.now();
  const { memoryStoreOf } = await import("../../../compose/memory-store-of.ts");
  const { openDatabase } = await import("../../../compose/open-database.ts");
  const target = await openDatabase(url);
  try {
    const result = await withMemory(context, async (source) =>
      copyMemory(source, await memoryStoreOf(target), {
        signal,
        onProgress: (done) => {
          const secondsElapsed = (performance.now() - began) / 1000;
          progress.update({ label: text(memoryMessages.copying), secondsElapsed, done });
        },
      }),
    ).finally(() => progress.finish());
    if (settings.json) output.json({ message_type: "summary", target: target.url, ...result });
    else if (!settings.quiet) {
      output.line(text(memoryMessages.copied, { ...result, url: target.url }));
      output.note(text(memoryMessages.copiedHint, { url: target.url }));
    }
  } finally {
    await target.close();
  }
  return exitCodes.done;
}
