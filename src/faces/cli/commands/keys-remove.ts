import { keyMessages } from "../../../foundation/messages/key-messages.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { lockInput } from "../vault-access/vault-options.ts";

/** `restera keys remove ID` */
export async function keysRemoveCommand(context: CommandContext): Promise<number> {
  const { settings, output, signal, text } = context;
  const [wanted = ""] = context.arguments;
  const lock = lockInput(context);
  const id = await withVault(context, (vault) => vault.removeKey(wanted, { signal }, lock));
  if (settings.json) {
    output.json({ message_type: "key_removed", id });
  } else if (!settings.quiet) {
    output.line(text(keyMessages.removed, { key: id }));
  }
  return exitCodes.done;
}
