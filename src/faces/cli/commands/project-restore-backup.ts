import { resolve } from "node:path";
import { projectBackupMessages } from "../../../foundation/messages/project-backup-messages.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { chosenBackups, problemLine, whileWorking } from "../projects/project-context.ts";
import { backupConfig } from "../projects/upkeep-context.ts";

/** `restera project restore-backup BACKUP` */
export async function projectRestoreBackupCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, system, text } = context;
  const [backup = ""] = context.arguments;
  const target = options.text("target");
  const input = {
    ...{ backup, project: options.text("project") },
    destination: target === undefined ? undefined : resolve(system.cwd, target),
  };
  const backups = chosenBackups(backupConfig(context), context);
  const report = await whileWorking(context, (run) => backups.restore(input, run));
  const { restored, skipped, problems } = report;
  if (settings.json) {
    output.json({ message_type: "summary", ...report });
  } else {
    for (const each of problems) output.warn(problemLine(each, context));
    for (const id of skipped) output.note(text(projectBackupMessages.skipped, { id }));
    for (const { project_id: id, path } of settings.quiet ? [] : restored) {
      output.line(text(projectBackupMessages.restored, { id, path }));
    }
  }
  return problems.length > 0 ? exitCodes.partly : exitCodes.done;
}
