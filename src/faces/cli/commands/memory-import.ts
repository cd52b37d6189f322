import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import {
  importMemories,
  type ImportResult,
} from "../../../services/memory/transfer/import-memories.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { withMemory } from "../memory/memory-context.ts";
import { createProgress } from "../output/progress.ts";

/** `restera memory import FILE` */
export async function memoryImportCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, signal, system, text } = context;
  const [file = "-"] = context.arguments;
  const [heroes, dryRun] = [options.texts("hero"), options.flag("dry-run")];
  const bytes = file === "-" ? system.stdin : readFrom(resolve(system.cwd, file));
  const progress = createProgress(context);
  const began = performance.now();
  const result = await withMemory(
    context,
    (store) =>
      importMemories(store, {
        ...{ bytes: bytes as AsyncIterable<Uint8Array>, name: file, dryRun, signal },
        ...(heroes.length > 0 && { heroes }),
        onProgress: (done) => {
          const secondsElapsed = (performance.now() - began) / 1000;
          progress.update({ label: text(memoryMessages.importing), secondsElapsed, done });
        },
      }),
    options.text("author"),
  ).finally(() => progress.finish());
  if (settings.json) output.json({ message_type: "summary", dry_run: dryRun, ...result });
  else present(result, dryRun, context);
  return result.refused.length > 0 ? exitCodes.partly : exitCodes.done;
}

/** Opened only when it is read, so that whoever reads hears that it is missing. */
async function* readFrom(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path) as AsyncIterable<Uint8Array>;
}

function present(result: ImportResult, dryRun: boolean, context: CommandContext): void {
  const { settings, output, text } = context;
  const { refused, repeated, ...counts } = result;
  for (const { row, kind = "", id = "", problem } of refused) {
    const named = `${kind} ${id}`.trim() || "?";
    output.warn(text(memoryMessages.refusedRow, { row, id: named, problem }));
  }
  for (const { row, kind, id, before } of repeated) {
    output.warn(text(memoryMessages.repeatedRow, { row, kind, id, before }));
  }
  if (settings.quiet) return;
  const message = dryRun ? memoryMessages.importDryRun : memoryMessages.imported;
  output.line(text(message, { ...counts, refused: refused.length }));
}
