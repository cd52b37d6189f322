import { archiveMessages } from "../../../foundation/messages/archive-messages.ts";
import { addSource } from "../../../services/sources/configured-sources.ts";
import { parseSource, sourceKinds } from "../../../services/sources/parse-source.ts";
import { sourceIsThere, sourcePlace } from "../../../services/sources/source-place.ts";
import { databaseUrl } from "../../environment/restera-home.ts";
import { sourcesFile } from "../archives/archive-context.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";

/** `restera source add NAME PLACES…` */
export async function sourceAddCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, system, text } = context;
  const [name = "", ...places] = context.arguments;
  const source = await parseSource(
    {
      ...{ name, places, kind: options.choice("kind", sourceKinds) },
      memoryUrl: databaseUrl(system),
      ...{ headersFile: options.text("headers-file"), timeoutMs: options.duration("timeout") },
    },
    system.cwd,
  );
  await addSource(sourcesFile(context), source);
  if (settings.json) {
    output.json(source);
  } else if (!settings.quiet) {
    output.line(text(archiveMessages.sourceAdded, { name, place: sourcePlace(source) }));
    const isThere = await sourceIsThere(source);
    if (isThere === false) output.note(text(archiveMessages.sourceNotThere));
  }
  return exitCodes.done;
}
