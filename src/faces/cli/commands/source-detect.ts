import { archiveMessages } from "../../../foundation/messages/archive-messages.ts";
import { detectSources } from "../../../services/sources/detect-sources.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatTable } from "../output/table.ts";

/** `restera source detect` */
export async function sourceDetectCommand(context: CommandContext): Promise<number> {
  const { settings, output, system, text } = context;
  const found = await detectSources(system.home, system.cwd);
  if (settings.json) {
    output.json(found);
  } else if (found.length === 0) {
    output.note(text(archiveMessages.nothingDetected));
  } else {
    const columns = [
      { title: text(archiveMessages.columnOwner) },
      { title: text(archiveMessages.columnPlace), shrink: true },
    ];
    const rows = found.map(({ path, owner }) => [escapeText(owner), escapeText(path)]);
    for (const line of formatTable(columns, rows, output.width)) output.line(line);
    output.note(text(archiveMessages.detectHint));
  }
  return exitCodes.done;
}
