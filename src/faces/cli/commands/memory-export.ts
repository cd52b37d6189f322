import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { isSystemError } from "../../../foundation/errors.ts";
import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import { exportJson, exportNdjson } from "../../../services/memory/transfer/export-memories.ts";
import { exportMcp, exportMem0 } from "../../../services/memory/transfer/formats/export-foreign.ts";
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
  const [file] = context.arguments;
  const heroes = options.texts("hero");
  const input = {
    ...(heroes.length > 0 && { heroes: [...new Set(heroes)] }),
    ...{ asOfMs: momentOf(options, "as-of"), signal },
  };
  const form = options.choice("to", forms) ?? (options.flag("ndjson") ? "ndjson" : "interstice");
  await withMemory(context, async (store) => {
    const parts = exporters[form](store, input);
    if (file === undefined) for await (const part of parts) await output.data(part);
    else await writeNew(resolve(system.cwd, file), parts);
  });
  if (file !== undefined) {
    if (settings.json) output.json({ file: resolve(system.cwd, file) });
    else if (!settings.quiet) output.line(text(memoryMessages.exported, { file }));
  }
  return exitCodes.done;
}

/** A file for this user alone; never over one that is there. */
async function writeNew(path: string, parts: AsyncIterable<string>): Promise<void> {
  const handle = await open(path, "wx", 0o600).catch((error: unknown) => {
    if (!isSystemError(error, "EEXIST")) throw error;
    throw new UsageError(memoryMessages.fileExists, { file: path });
  });
  try {
    for await (const part of parts) await handle.write(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
