import { createInterface } from "node:readline/promises";
import type { CommandContext } from "../command-context.ts";

/** Asks on the terminal; where there is none, or nothing may be asked, the answer is no. */
export async function askYesOrNo(
  question: string,
  { system, settings, signal }: Pick<CommandContext, "system" | "settings" | "signal">,
): Promise<boolean> {
  const { stdin, stderr } = system;
  if (!settings.input || !stdin.isTTY || !stderr.isTTY) return false;
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    return /^\s*(?:y|yes|o|oui)\s*$/i.test(await lines.question(question, { signal }));
  } finally {
    lines.close();
    stdin.unref();
  }
}
