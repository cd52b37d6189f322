import { keyMessages } from "../../../foundation/messages/key-messages.ts";
import { readKey, replaceKey } from "../../../services/snapshots/key-store.ts";
import { keysFolder } from "../../environment/restera-home.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { resolveKeyPassword } from "../vault-access/resolve-secret.ts";
import { canonicalUrl, vaultUrl } from "../vault-access/vault-url.ts";
import { keyInput } from "./keys-add.ts";
import { shortId } from "./snapshot-json.ts";

interface Changed {
  readonly added: string;
  readonly removed: string;
  /** The key file of this machine that holds the new password. */
  readonly updated?: string;
  /** The key file of this machine that holds the password of another key. */
  readonly untouched?: string;
}

/** `restera keys passwd` */
export async function keysPasswdCommand(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  const { added, removed, updated, untouched } = await changePassword(context);
  if (settings.json) {
    output.json({ message_type: "key_changed", id: added, removed, key_file: updated });
    return exitCodes.done;
  }
  if (!settings.quiet) {
    output.line(text(keyMessages.changed, { added: shortId(added), removed: shortId(removed) }));
  }
  if (updated !== undefined) {
    output.note(text(keyMessages.fileUpdated, { path: updated }));
  }
  if (untouched !== undefined) {
    output.note(text(keyMessages.fileStale, { path: untouched }));
  }
  return exitCodes.done;
}

function changePassword(context: CommandContext): Promise<Changed> {
  const { system, signal } = context;
  return withVault(context, async (vault) => {
    const url = await vaultUrl(context);
    const removed = vault.keyId;
    const folder = keysFolder(system);
    const kept = await readKey(folder, canonicalUrl(url, system.cwd));
    const { password } = await resolveKeyPassword(context, url);
    const isUsed = kept !== undefined && kept.record.keyId === removed;
    const added = await vault.changePassword(
      password,
      { signal },
      {
        ...keyInput(context),
        onAdded: async (keyId) => {
          if (isUsed) {
            await replaceKey(folder, kept, password, keyId);
          }
        },
      },
    );
    const file =
      kept && (isUsed ? { updated: kept.passwordFile } : { untouched: kept.passwordFile });
    return { added, removed, ...file };
  });
}
