import { findProject } from "../../../services/projects/find-project.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { chosenStorage, projectJson } from "../projects/project-context.ts";

/** `restera project show PROJECT` */
export async function projectShowCommand(context: CommandContext): Promise<number> {
  const { settings, output } = context;
  const found = await findProject(chosenStorage(context), context.arguments[0] ?? "");
  const shown = projectJson(found);
  if (settings.json) output.json({ message_type: "project", ...shown });
  else await output.data(`${JSON.stringify(shown, undefined, 2)}\n`);
  return exitCodes.done;
}
