import { ResteraError } from "../../../foundation/errors.ts";
import { projectMessages } from "../../../foundation/messages/project-messages.ts";
import type { FoundProject } from "../../../services/projects/find-project.ts";
import type { GivenMetadata } from "../../../services/projects/project-metadata.ts";
import type { ProjectStorage } from "../../../services/projects/project-storage.ts";
import type { StoreOptions } from "../../../services/projects/store-content.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatSize } from "../output/format-values.ts";
import { problemLine, projectJson, warnLowSpace } from "./project-context.ts";

/** How something becomes a project, as the options have it. */
export function storeOptions({ options }: CommandContext): StoreOptions {
  const level = options.count("level");
  if (level !== undefined && level > 9) {
    const choices = "0 to 9";
    throw new ResteraError("setting-unknown", { setting: "--level", value: level, choices });
  }
  return {
    projectId: options.text("id"),
    compressionLevel: level,
    ...(options.flag("no-versions") && { versions: false }),
  };
}

/** What was not given stays as it was, when there is such a project. */
export function givenMetadata({ options }: CommandContext): GivenMetadata {
  const [name, type] = [options.text("name"), options.text("type")];
  const tags = options.texts("tag");
  const [languages, frameworks] = [options.texts("language"), options.texts("framework")];
  return {
    ...(name !== undefined && { name }),
    ...(tags.length > 0 && { tags }),
    ...(type !== undefined && { type }),
    ...(languages.length > 0 && { languages }),
    ...(frameworks.length > 0 && { frameworks }),
  };
}

/** Says what became a project, and what of it could not be kept. */
export async function presentStored(
  context: CommandContext,
  storage: ProjectStorage,
  stored: FoundProject,
): Promise<number> {
  const { settings, output, language, text } = context;
  await warnLowSpace(context, storage);
  const { id, metadata } = stored;
  const leftOut = leftOutOf(metadata);
  if (settings.json) output.json({ message_type: "project", ...projectJson(stored) });
  else {
    for (const { path, problem } of leftOut) {
      output.warn(problemLine({ id: path, problem }, context));
    }
    const size = formatSize(metadata.size_bytes, language);
    const { version } = metadata;
    const message = version === undefined ? projectMessages.stored : projectMessages.storedVersion;
    if (!settings.quiet) output.line(text(message, { id, size, version: version ?? 0 }));
  }
  return leftOut.length > 0 ? exitCodes.partly : exitCodes.done;
}

function leftOutOf(metadata: object): readonly { path: string; problem: string }[] {
  return (metadata as { left_out?: { path: string; problem: string }[] }).left_out ?? [];
}
