import { basename, resolve } from "node:path";
import { projectMessages } from "../../../foundation/messages/project-messages.ts";
import type { GivenMetadata } from "../../../services/projects/project-metadata.ts";
import { storeProject } from "../../../services/projects/store-project.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatSize } from "../output/format-values.ts";
import {
  chosenStorage,
  problemLine,
  projectJson,
  whileWorking,
} from "../projects/project-context.ts";

/** `restera project store FOLDER` */
export async function projectStoreCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, system, language, text } = context;
  const folder = resolve(system.cwd, context.arguments[0] ?? ".");
  const artifacts = options.text("artifacts");
  const input = {
    ...{ folder, metadata: givenMetadata(context, folder) },
    artifacts: artifacts === undefined ? undefined : resolve(system.cwd, artifacts),
  };
  const stored = await whileWorking(context, (run) =>
    storeProject(chosenStorage(context), input, run),
  );
  const { id, metadata } = stored;
  const leftOut = leftOutOf(metadata);
  if (settings.json) output.json({ message_type: "project", ...projectJson(stored) });
  else {
    for (const { path, problem } of leftOut) {
      output.warn(problemLine({ id: path, problem }, context));
    }
    const size = formatSize(metadata.size_bytes, language);
    if (!settings.quiet) output.line(text(projectMessages.stored, { id, size }));
  }
  return leftOut.length > 0 ? exitCodes.partly : exitCodes.done;
}

function givenMetadata({ options }: CommandContext, folder: string): GivenMetadata {
  const [id, type] = [options.text("id"), options.text("type")];
  const [languages, frameworks] = [options.texts("language"), options.texts("framework")];
  return {
    name: options.text("name") ?? basename(folder),
    tags: options.texts("tag"),
    ...(id !== undefined && { project_id: id }),
    ...(type !== undefined && { type }),
    ...(languages.length > 0 && { languages }),
    ...(frameworks.length > 0 && { frameworks }),
  };
}

function leftOutOf(metadata: object): readonly { path: string; problem: string }[] {
  return (metadata as { left_out?: { path: string; problem: string }[] }).left_out ?? [];
}
