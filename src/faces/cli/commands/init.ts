import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import { upkeepMessages } from "../../../foundation/messages/upkeep-messages.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { UsageError } from "../usage-error.ts";
import { fromContext, optionNames } from "../vault-access/from-context.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { resolveNewSecret } from "../vault-access/resolve-secret.ts";
import { vaultOptions } from "../vault-access/vault-options.ts";
import { vaultUrl } from "../vault-access/vault-url.ts";

/** `restera init` */
export async function initCommand(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  const url = await vaultUrl(context);
  const polynomial = await otherPolynomial(context);
  const { password } = await resolveNewSecret(context, url);
  const vault = await context.vaults.create(
    url,
    { password },
    {
      ...vaultOptions(context, url),
      ...(context.options.text("repository-version") === "1" && { formatVersion: 1 }),
      ...(polynomial !== undefined && { polynomial }),
    },
  );
  const { id } = vault;
  const oneWriter = await vault.hasOneWriter({ signal: context.signal });
  await vault.close();
  if (settings.json) {
    const more = oneWriter ? { one_writer: true } : {};
    output.json({ message_type: "initialized", id, repository: url, ...more });
  } else if (!settings.quiet) {
    output.line(text(resultMessages.vaultMade, { url }));
    output.line(text(resultMessages.vaultId, { id }));
    output.note(text(resultMessages.keepPassword));
    if (oneWriter) output.note(text(resultMessages.oneWriter));
  }
  return exitCodes.done;
}

/** What the vault of --from-vault cuts files by, when the new one is to do the same. */
async function otherPolynomial(context: CommandContext): Promise<string | undefined> {
  const { options, signal } = context;
  if (!options.flag("copy-chunker-params")) {
    const idle = Object.values(optionNames).find((name) => options.text(name) !== undefined);
    if (idle !== undefined) {
      const [first, second] = [`--${idle}`, "--copy-chunker-params"];
      throw new UsageError(cliMessages.needsOption, { first, second });
    }
    return undefined;
  }
  const from = fromContext(context, upkeepMessages.chunkerNeedsVault);
  const config = await withVault(from, (vault) => vault.cat("config", "", { signal }));
  const { chunker_polynomial: polynomial } = JSON.parse(new TextDecoder().decode(config)) as {
    chunker_polynomial: string;
  };
  return polynomial;
}
