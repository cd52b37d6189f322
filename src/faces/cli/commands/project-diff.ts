import { projectMessages } from "../../../foundation/messages/project-messages.ts";
import { diffProject } from "../../../services/projects/project-history.ts";
import type { VersionChange } from "../../../services/projects/project-versions.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { chosenStorage } from "../projects/project-context.ts";
import { UsageError } from "../usage-error.ts";

/** restic's letters. */
const letters: Readonly<Record<VersionChange["change"], string>> = {
  ...{ added: "+", removed: "-", changed: "M", type: "T" },
};

/** `restera project diff PROJECT BEFORE AFTER` */
export async function projectDiffCommand(context: CommandContext): Promise<number> {
  const { settings, output, signal } = context;
  const [id = "", before, after] = context.arguments;
  const pair = [numberOf(before), numberOf(after)] as const;
  const changes = await diffProject(chosenStorage(context), id, pair, { signal });
  if (settings.json) {
    const [first, second] = pair;
    output.json({
      ...{ message_type: "project_diff", project_id: id, before: first, after: second, changes },
    });
    return exitCodes.done;
  }
  for (const { path, change } of changes) {
    await output.data(`${letters[change]}    ${escapeText(path)}\n`);
  }
  return exitCodes.done;
}

function numberOf(typed: string | undefined): number {
  if (typed !== undefined && /^[1-9]\d{0,8}$/.test(typed)) return Number(typed);
  throw new UsageError(projectMessages.noVersionNumber, { value: typed ?? "" });
}
