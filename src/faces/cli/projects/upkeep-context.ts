import { projectBackupMessages } from "../../../foundation/messages/project-backup-messages.ts";
import type { ProjectConfig } from "../../environment/config/project-config.ts";
import type { CommandContext } from "../command-context.ts";
import { chosenConfig } from "./project-context.ts";

/** The configuration, with what the command line says about backups. */
export function backupConfig(
  context: CommandContext,
  more: Readonly<Record<string, unknown>> = {},
): ProjectConfig {
  const places = context.options.texts("destination");
  return chosenConfig(context, {
    ...(places.length > 0 && { "backup.destination": places }),
    ...more,
  });
}

/** Whether what a schedule asks for has been switched off since; says so. */
export function isSwitchedOff(
  { options, output, settings, text }: CommandContext,
  setting: string,
  isOn: boolean,
): boolean {
  if (!options.flag("scheduled") || isOn) return false;
  if (settings.json) output.json({ message_type: "summary", skipped: setting });
  else output.note(text(projectBackupMessages.switchedOff, { setting }));
  return true;
}
