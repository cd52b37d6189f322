import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { isSystemError, problemOf, ResteraError } from "../../../foundation/errors.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { drillMessages } from "../../../foundation/messages/drill-messages.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatTime } from "../output/format-values.ts";
import { UsageError } from "../usage-error.ts";
import { withVault } from "../vault-access/open-context-vault.ts";

/** `restera drill verify REPORT`: fails when the report is not genuine, and is 3 when the drill itself had failed. */
export async function drillVerifyCommand(context: CommandContext): Promise<number> {
  const { settings, output, text, system } = context;
  const words = await readReport(resolve(system.cwd, context.arguments[0] ?? ""));
  const report = await withVault(context, async (vault) => vault.verifyDrill(words));
  if (settings.json) {
    output.json({ message_type: "summary", genuine: true, ...report });
  } else {
    output.line(text(drillMessages.genuine));
    output.line(
      text(drillMessages.told, {
        started: formatTime(report.started),
        host: report.hostname,
        outcome: text(report.ok ? drillMessages.outcomeGood : drillMessages.outcomeBad),
      }),
    );
  }
  return report.ok ? exitCodes.done : exitCodes.partly;
}

async function readReport(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isSystemError(error, "ENOENT")) {
      throw new ResteraError("path-missing", { path, cause: error });
    }
    const problem = problemOf(error);
    throw new UsageError(cliMessages.fileUnreadable, { path, option: "drill verify", problem });
  }
}
