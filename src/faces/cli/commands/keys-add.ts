import { keyMessages } from "../../../foundation/messages/key-messages.ts";
import type { AddKeyInput } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { resolveKeyPassword } from "../vault-access/resolve-secret.ts";
import { lockInput } from "../vault-access/vault-options.ts";
import { vaultUrl } from "../vault-access/vault-url.ts";

/** `restera keys add` */
export async function keysAddCommand(context: CommandContext): Promise<number> {
  const { settings, output, signal, text } = context;
  const id = await withVault(context, async (vault) => {
    const { password } = await resolveKeyPassword(context, await vaultUrl(context));
    return vault.addKey(password, { signal }, keyInput(context));
  });
  if (settings.json) {
    output.json({ message_type: "key_added", id });
  } else if (!settings.quiet) {
    output.line(text(keyMessages.added, { key: id }));
  }
  return exitCodes.done;
}

/** Whose key it is, from --user and --host. */
export function keyInput(context: CommandContext): AddKeyInput {
  const username = context.options.text("user");
  const hostname = context.options.text("host");
  return {
    lock: lockInput(context),
    ...(username ? { username } : {}),
    ...(hostname ? { hostname } : {}),
  };
}
