import { projectMessages } from "../../../foundation/messages/project-messages.ts";
import {
  type ArchivedOld,
  archiveOldProjects,
  archiveProject,
} from "../../../services/projects/archive-project.ts";
import { findProject } from "../../../services/projects/find-project.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { chosenStorage, problemLine, whileWorking } from "../projects/project-context.ts";
import { UsageError } from "../usage-error.ts";

/** `restera project archive [PROJECT]` */
export async function projectArchiveCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, text } = context;
  const dryRun = options.flag("dry-run");
  const { archived, problems } = await archive(context, dryRun);
  if (settings.json) {
    output.json({ message_type: "summary", archived, problems, dry_run: dryRun });
  } else {
    for (const each of problems) output.warn(problemLine(each, context));
    const message = dryRun ? projectMessages.wouldArchive : projectMessages.nowArchived;
    if (!settings.quiet) for (const id of archived) output.line(text(message, { id }));
  }
  return problems.length > 0 ? exitCodes.partly : exitCodes.done;
}

async function archive(context: CommandContext, dryRun: boolean): Promise<ArchivedOld> {
  const [id] = context.arguments;
  const days = context.options.count("older-than");
  const storage = chosenStorage(context);
  if ((id === undefined) === (days === undefined)) throw new UsageError(projectMessages.oneOrOld);
  return await whileWorking(context, async (run) => {
    if (id === undefined) return await archiveOldProjects(storage, days!, { ...run, dryRun });
    const project = dryRun ? findProject(storage, id) : archiveProject(storage, id, run);
    return { archived: [(await project).id], problems: [] };
  });
}
