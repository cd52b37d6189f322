import { resolve } from "node:path";
import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import { exportJson, exportNdjson } from "../../../services/memory/transfer/export-memories.ts";
import { exportMcp, exportMem0 } from "../../../services/memory/transfer/formats/export-foreign.ts";
import { writeExport } from "../../../services/memory/transfer/write-export.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { momentOf, withMemory } from "../memory/memory-context.ts";
import { UsageError } from "../usage-error.ts";

const exporters = {
  interstice: exportJson,
  ndjson: exportNdjson,
  mcp: exportMcp,
  mem0: exportMem0,
} as const;
const forms = ["interstice", "ndjson", "mcp", "mem0"] as const;

/** `restera memory export [FILE]` */
export async function memoryExportCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, signal, system, text } = context;
  const [typed] = context.arguments;
  const file = typed === "-" ? undefined : typed;
  const heroes = options.texts("hero");
  const input = {
    ...(heroes.length > 0 && { heroes: [...new Set(heroes)] }),
    ...{ asOfMs: momentOf(options, "as-of"), signal },
  };
  const form = options.choice("to", forms) ?? (options.flag("ndjson") ? "ndjson" : "interstice");
  await withMemory(context, async (store) => {
    const parts = exporters[form](store, input);
    if (file === undefined) for await (const part of parts) await output.data(part);
    else if (!(await writeExport(resolve(system.cwd, file), parts))) {
      throw new UsageError(memoryMessages.fileExists, { file: resolve(system.cwd, file) });
    }
  });
  if (file !== undefined) {
    if (settings.json) output.json({ file: resolve(system.cwd, file) });
    else if (!settings.quiet) output.line(text(memoryMessages.exported, { file }));
  }
  return exitCodes.done;
}
