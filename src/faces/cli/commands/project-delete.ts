import { projectMessages } from "../../../foundation/messages/project-messages.ts";
import { hardDeleteProject, softDeleteProject } from "../../../services/projects/delete-project.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { refuseIdle } from "../parse/refuse-idle.ts";
import { chosenStorage } from "../projects/project-context.ts";
import { UsageError } from "../usage-error.ts";

/** `restera project delete PROJECT` */
export async function projectDeleteCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, text } = context;
  const [id = ""] = context.arguments;
  const hard = options.flag("hard");
  refuseIdle(options, ["confirm"], "hard");
  const storage = chosenStorage(context);
  if (hard) {
    const confirm = options.text("confirm");
    if (confirm === undefined) throw new UsageError(projectMessages.confirmMissing, { id });
    await hardDeleteProject(storage, id, confirm);
  } else {
    await softDeleteProject(storage, id);
  }
  const message = hard ? projectMessages.gone : projectMessages.nowDeleted;
  if (settings.json) output.json({ message_type: "project_deleted", project_id: id, hard });
  else if (!settings.quiet) output.line(text(message, { id }));
  return exitCodes.done;
}
