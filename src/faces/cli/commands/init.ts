import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { resolveNewSecret } from "../vault-access/resolve-secret.ts";
import { vaultOptions } from "../vault-access/vault-options.ts";
import { vaultUrl } from "../vault-access/vault-url.ts";

/** `restera init` */
export async function initCommand(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  const url = await vaultUrl(context);
  const { password } = await resolveNewSecret(context, url);
  const vault = await context.vaults.create(url, { password }, vaultOptions(context));
  const { id } = vault;
  await vault.close();
  if (settings.json) {
    output.json({ message_type: "initialized", id, repository: url });
  } else if (!settings.quiet) {
    output.line(text(resultMessages.vaultMade, { url }));
    output.line(text(resultMessages.vaultId, { id }));
    output.note(text(resultMessages.keepPassword));
  }
  return exitCodes.done;
}
