import { keyMessages } from "../../../foundation/messages/key-messages.ts";
import { protectMessages } from "../../../foundation/messages/protect-messages.ts";
import {
  addRecoveryPhrase,
  type RecoveryPhraseResult,
} from "../../../services/snapshots/recovery-phrase.ts";
import { keysFolder } from "../../environment/restera-home.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { vaultOptions } from "../vault-access/vault-options.ts";
import { canonicalUrl, vaultUrl } from "../vault-access/vault-url.ts";
import { presentPhrase } from "./present-protect.ts";
import { shortId } from "./snapshot-json.ts";

/** `restera keys recovery` */
export async function keysRecoveryCommand(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  let phrase: string | undefined;
  let result: RecoveryPhraseResult | undefined;
  try {
    result = await withVault(context, async (vault) => {
      const url = await vaultUrl(context);
      return addRecoveryPhrase(
        vault,
        (password) => context.vaults.open(url, { password }, vaultOptions(context, url)),
        {
          keysFolder: keysFolder(context.system),
          keyName: canonicalUrl(url, context.system.cwd),
          replace: context.options.flag("replace"),
        },
        { signal: context.signal, onPhrase: (made) => (phrase = made) },
      );
    });
  } finally {
    // It opens the vault from now on and is kept nowhere: it must be seen, whatever else failed.
    if (phrase !== undefined) {
      presentPhrase(phrase, undefined, context);
    }
  }
  const { keyId, replacedKeyId } = result;
  if (settings.json) {
    output.json({ message_type: "key_added", id: keyId, replaced: replacedKeyId });
    return exitCodes.done;
  }
  output.line(text(protectMessages.phraseOpened));
  if (replacedKeyId !== undefined) {
    output.note(text(keyMessages.phraseReplaced, { key: shortId(replacedKeyId) }));
  }
  return exitCodes.done;
}
