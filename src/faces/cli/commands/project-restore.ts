import { projectMessages } from "../../../foundation/messages/project-messages.ts";
import { undeleteProject } from "../../../services/projects/delete-project.ts";
import { findProject } from "../../../services/projects/find-project.ts";
import { unarchiveProject } from "../../../services/projects/unarchive-project.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import {
  chosenStorage,
  projectJson,
  warnLowSpace,
  whileWorking,
} from "../projects/project-context.ts";

/** `restera project restore PROJECT` */
export async function projectRestoreCommand(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  const [id = ""] = context.arguments;
  const storage = chosenStorage(context);
  const found = await findProject(storage, id);
  const isDeleted = found.metadata.status === "deleted";
  const back = isDeleted
    ? await undeleteProject(storage, id)
    : await whileWorking(context, (run) => unarchiveProject(storage, id, run));
  const isActive = back.metadata.status === "active";
  const message = isActive ? projectMessages.nowActive : projectMessages.nowArchived;
  await warnLowSpace(context, storage);
  if (settings.json) output.json({ message_type: "project", ...projectJson(back) });
  else if (!settings.quiet) output.line(text(message, { id }));
  return exitCodes.done;
}
