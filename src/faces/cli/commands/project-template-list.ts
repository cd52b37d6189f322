import { projectMessages } from "../../../foundation/messages/project-messages.ts";
import { listTemplates } from "../../../services/projects/templates/list-templates.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatTable } from "../output/table.ts";
import { chosenStorage } from "../projects/project-context.ts";

/** `restera project template list` */
export async function projectTemplateListCommand(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  const templates = await listTemplates(chosenStorage(context));
  if (settings.json) {
    output.json({ message_type: "project_templates", templates });
    return exitCodes.done;
  }
  const columns = [
    { title: text(projectMessages.columnTemplate) },
    { title: text(projectMessages.columnVariables), shrink: true },
    { title: text(projectMessages.columnDescription), shrink: true },
  ];
  const rows = templates.map(({ id, variables, description }) => [
    id,
    variables.map((each) => escapeText(`${each.name}${defaultOf(each.default)}`)).join(" "),
    escapeText(description),
  ]);
  for (const line of formatTable(columns, rows, output.width)) output.line(line);
  return exitCodes.done;
}

function defaultOf(value: string | undefined): string {
  return value === undefined ? "" : `=${value}`;
}
