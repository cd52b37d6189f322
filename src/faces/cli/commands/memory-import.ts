import { resolve } from "node:path";
import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import {
  importMemories,
  type ImportResult,
} from "../../../services/memory/transfer/import-memories.ts";
import { openImportFile } from "../../../services/memory/transfer/open-import-file.ts";
import { importFormats } from "../../../services/memory/transfer/formats/foreign-rows.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { withMemory } from "../memory/memory-context.ts";
import { createProgress } from "../output/progress.ts";

/** `restera memory import FILE` */
export async function memoryImportCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, signal, system, text } = context;
  const [file = "-"] = context.arguments;
  const [heroes, dryRun] = [options.texts("hero"), options.flag("dry-run")];
  const from = options.choice("from", importFormats);
  const path = resolve(system.cwd, file);
  const place = { environment: system.environment, home: system.home, signal };
  const bytes = file === "-" ? system.stdin : openImportFile(path, place);
  const progress = createProgress(context);
  const began = performance.now();
  const result = await withMemory(
    context,
    (store) =>
      importMemories(store, {
        ...{ bytes: bytes as AsyncIterable<Uint8Array>, name: file, dryRun, signal, from },
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
  if (counts.rows === 0) return output.line(text(memoryMessages.importedNothing));
  const isOne = counts.rows === 1;
  const done = isOne ? memoryMessages.importedOne : memoryMessages.imported;
  const dry = isOne ? memoryMessages.importDryRunOne : memoryMessages.importDryRun;
  output.line(text(dryRun ? dry : done, { ...counts, refused: refused.length }));
}
