import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { commandHelp, programHelp } from "../help/help-text.ts";
import type { CommandSpec } from "../registry/command-spec.ts";
import { registry } from "../registry/registry.ts";
import { UsageError } from "../usage-error.ts";

/** `restera help [command…]` */
export async function helpCommand(context: CommandContext): Promise<number> {
  showHelp(context.arguments, context);
  return exitCodes.done;
}

/** Shows the help of the command that the words name; of the program when there are none. */
export function showHelp(
  path: readonly string[],
  { language, output }: Pick<CommandContext, "language" | "output">,
): void {
  const style = { language, width: Math.min(output.width, 80), color: output.color };
  if (path.length === 0) {
    output.line(programHelp(registry, style));
    return;
  }
  output.line(commandHelp(findCommand(path), path, style));
}

function findCommand(path: readonly string[]): CommandSpec {
  let level: readonly CommandSpec[] = registry;
  let found: CommandSpec | undefined;
  for (const name of path) {
    found = level.find((spec) => spec.name === name);
    if (found === undefined) {
      throw new UsageError(cliMessages.unknownCommand, { command: path.join(" ") });
    }
    level = found.commands ?? [];
  }
  return found!;
}
