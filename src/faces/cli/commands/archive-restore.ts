import { resolve } from "node:path";
import { archiveMessages } from "../../../foundation/messages/archive-messages.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { translateProblem } from "../../../foundation/messages/translate-problem.ts";
import { restoreArchive } from "../../../services/archives/restore-archive.ts";
import { chosenArchive, whileReading } from "../archives/archive-context.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount, formatSize } from "../output/format-values.ts";
import { UsageError } from "../usage-error.ts";

/** `restera archive restore ARCHIVE [PATHS…] --target FOLDER` */
export async function archiveRestoreCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, system, language, text } = context;
  const given = options.text("target");
  if (given === undefined) throw new UsageError(archiveMessages.targetMissing);
  const [, ...paths] = context.arguments;
  const target = resolve(system.cwd, given);
  const dryRun = options.flag("dry-run");
  const archive = await chosenArchive(context);
  const result = await whileReading(context, (read) =>
    restoreArchive(archive, { target, paths, dryRun }, read),
  );
  const { problems, restored, size_bytes: bytes, backup_id: id } = result;
  if (settings.json) {
    output.json({ message_type: "summary", ...result, dry_run: dryRun });
  } else {
    for (const { path, problem } of problems) {
      const told = translateProblem(problem, language);
      output.warn(text(archiveMessages.problem, { source: path, problem: told }));
    }
    if (dryRun && settings.verbosity > 0) for (const path of restored) output.line(path);
    const files = formatCount(result.files, nouns.file, language);
    const content = formatSize(bytes, language);
    const message = dryRun ? archiveMessages.wouldRestore : archiveMessages.restored;
    if (!settings.quiet) output.line(text(message, { files, content, id, target }));
  }
  return problems.length > 0 ? exitCodes.partly : exitCodes.done;
}
