import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type { CommandContext } from "../command-context.ts";
import { bashCompletion } from "../completion/bash-completion.ts";
import { fishCompletion } from "../completion/fish-completion.ts";
import { zshCompletion } from "../completion/zsh-completion.ts";
import { exitCodes } from "../exit-code.ts";
import { registry } from "../registry/registry.ts";
import { UsageError } from "../usage-error.ts";

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** `restera completion SHELL` */
export async function completionCommand(context: CommandContext): Promise<number> {
  const { output, language } = context;
  const [shell = ""] = context.arguments;
  const write = Object.entries(shells).find(([name]) => name === shell)?.[1];
  if (write === undefined) {
    const known = Object.keys(shells).join(", ");
    throw new UsageError(resultMessages.unknownShell, { shell, shells: known });
  }
  await output.data(write(registry, language));
  return exitCodes.done;
}
