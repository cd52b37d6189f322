import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { append } from "../../../foundation/append.ts";
import { problemOf } from "../../../foundation/errors.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import type { CommandContext } from "../command-context.ts";
import { UsageError } from "../usage-error.ts";

type Context = Pick<CommandContext, "options" | "system">;

/** The patterns of one option and of the files that `<option>-file` names, as one list. */
export async function readPatterns(context: Context, option: string): Promise<string[]> {
  const patterns = [...context.options.texts(option)];
  const files = context.options.texts(`${option}-file`);
  if (files.length > 0) {
    const { parsePatternFile } = await import("../../../engine/scan/pattern-file.ts");
    for (const file of files) {
      const bytes = await readGivenFile(context, file, `--${option}-file`);
      append(patterns, parsePatternFile(bytes, context.system.environment));
    }
  }
  return patterns;
}

/** A file that an option names; `-` is standard input. Throws `UsageError`. */
export async function readGivenFile(
  { system }: Context,
  file: string,
  option: string,
): Promise<Uint8Array> {
  try {
    if (file === "-") {
      const parts: Uint8Array[] = [];
      for await (const part of system.stdin) {
        parts.push(typeof part === "string" ? Buffer.from(part) : (part as Uint8Array));
      }
      return Buffer.concat(parts);
    }
    return await readFile(resolve(system.cwd, file));
  } catch (error) {
    throw new UsageError(cliMessages.fileUnreadable, {
      path: file,
      option,
      problem: problemOf(error),
    });
  }
}
