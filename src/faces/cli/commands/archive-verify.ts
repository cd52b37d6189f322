import { archiveMessages } from "../../../foundation/messages/archive-messages.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { translateProblem } from "../../../foundation/messages/translate-problem.ts";
import { verifyArchive } from "../../../services/archives/verify-archive.ts";
import { chosenArchive, whileReading } from "../archives/archive-context.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount, formatSize } from "../output/format-values.ts";

/** `restera archive verify ARCHIVE` */
export async function archiveVerifyCommand(context: CommandContext): Promise<number> {
  const { settings, output, language, text } = context;
  const archive = await chosenArchive(context);
  const check = await whileReading(context, (options) => verifyArchive(archive, options));
  const code = check.ok ? exitCodes.done : exitCodes.damaged;
  if (settings.json) {
    output.json({ message_type: "summary", ...check });
    return code;
  }
  for (const { path, problem } of check.problems) {
    const problemText = translateProblem(problem, language);
    const source = path ?? archive.filename;
    output.warn(text(archiveMessages.problem, { source, problem: problemText }));
  }
  const [id, compared] = [check.backup_id, check.compared.archive || check.compared.files];
  if (!check.ok) output.warn(text(archiveMessages.unsound, { id }));
  else if (!settings.quiet) {
    const files = formatCount(check.files, nouns.file, language);
    const content = formatSize(check.content_size_bytes, language);
    const message = compared ? archiveMessages.sound : archiveMessages.readable;
    output.line(text(message, { id, files, content }));
  }
  return code;
}
