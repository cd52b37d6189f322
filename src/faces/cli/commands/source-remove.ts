import { ResteraError } from "../../../foundation/errors.ts";
import { archiveMessages } from "../../../foundation/messages/archive-messages.ts";
import { removeSource } from "../../../services/sources/configured-sources.ts";
import { defaultSourceNames } from "../../../services/sources/default-sources.ts";
import { sourcesFile } from "../archives/archive-context.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { UsageError } from "../usage-error.ts";

/** `restera source remove NAME` */
export async function sourceRemoveCommand(context: CommandContext): Promise<number> {
  const { settings, output, system, text } = context;
  const [name = ""] = context.arguments;
  try {
    await removeSource(sourcesFile(context), name);
  } catch (error) {
    const isUnknown = error instanceof ResteraError && error.code === "source-unknown";
    if (!isUnknown || !(await defaultSourceNames(system.cwd)).includes(name)) throw error;
    throw new UsageError(archiveMessages.sourceIsDefault, { name });
  }
  if (settings.json) output.json({ message_type: "source_removed", name });
  else if (!settings.quiet) output.line(text(archiveMessages.sourceRemoved, { name }));
  return exitCodes.done;
}
