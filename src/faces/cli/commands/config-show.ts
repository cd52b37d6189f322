import { relative } from "node:path";
import { projectBackupMessages } from "../../../foundation/messages/project-backup-messages.ts";
import { projectConfig, type SettingOrigin } from "../../environment/config/project-config.ts";
import { resteraHome } from "../../environment/restera-home.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatTable } from "../output/table.ts";

/** `restera config show` */
export function configShowCommand(context: CommandContext): Promise<number> {
  const { settings, output, system, text } = context;
  const { cwd, environment } = system;
  const home = resteraHome(system);
  const { inForce, files } = projectConfig({ cwd, environment, home, defaultFolder: home });
  if (settings.json) {
    const shown = inForce.map(({ path, value, origin }) => ({ setting: path, value, ...origin }));
    output.json({ files, settings: shown });
    return Promise.resolve(exitCodes.done);
  }
  const columns = [
    { title: text(projectBackupMessages.columnSetting) },
    { title: text(projectBackupMessages.columnValue), shrink: true },
    { title: text(projectBackupMessages.columnFrom), shrink: true },
  ];
  const rows = inForce.map(({ path, value, origin }) => [
    path,
    escapeText(Array.isArray(value) ? value.join(", ") : String(value)),
    escapeText(shownOrigin(origin, context)),
  ]);
  for (const line of formatTable(columns, rows, output.width)) output.line(line);
  return Promise.resolve(exitCodes.done);
}

function shownOrigin(origin: SettingOrigin, { text, system }: CommandContext): string {
  switch (origin.from) {
    case "variable":
      return origin.variable;
    case "default":
      return text(projectBackupMessages.fromDefault);
    case "option":
      return text(projectBackupMessages.fromOption);
    default: {
      const near = relative(system.cwd, origin.file);
      const file = near.startsWith("..") ? origin.file.replace(system.home, "~") : near;
      return text(projectBackupMessages.fromFile, { file, line: origin.line });
    }
  }
}
