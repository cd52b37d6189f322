import { resolve } from "node:path";
import { extractProject } from "../../../services/projects/extract-project.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { chosenStorage, whileWorking } from "../projects/project-context.ts";

/** `restera project extract PROJECT` */
export async function projectExtractCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, system } = context;
  const [id = ""] = context.arguments;
  const target = options.text("target");
  const input = {
    destination: target === undefined ? undefined : resolve(system.cwd, target),
    workbench: options.text("workbench"),
    version: options.count("version"),
    withArtifacts: options.flag("with-artifacts"),
  };
  const path = await whileWorking(context, (run) =>
    extractProject(chosenStorage(context), id, input, run),
  );
  if (settings.json) output.json({ message_type: "extracted", project_id: id, path });
  else output.line(path);
  return exitCodes.done;
}
