import { keyMessages } from "../../../foundation/messages/key-messages.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import type { UnlockResult, Vault } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount, formatTime } from "../output/format-values.ts";
import { withVault } from "../vault-access/open-context-vault.ts";

/** `restera unlock` */
export async function unlockCommand(context: CommandContext): Promise<number> {
  const { settings, options, output, language, signal, text } = context;
  const all = options.flag("remove-all");
  const unlock = (vault: Vault): Promise<UnlockResult> => vault.unlock({ all }, { signal });
  const { removed, left, unreadable } = await withVault(context, unlock);
  if (settings.json) {
    output.json({
      message_type: "unlocked",
      removed: removed.length,
      locks_left: left,
      locks_unreadable: unreadable,
    });
    return exitCodes.done;
  }
  for (const { username, hostname, pid, time } of left) {
    const who = `${username}@${hostname} (${pid})`;
    output.note(text(keyMessages.lockLeft, { who, since: formatTime(time) }));
  }
  for (const id of unreadable) {
    output.note(text(keyMessages.lockUnreadable, { id: id.slice(0, 8) }));
  }
  if (removed.length > 0) {
    const locks = formatCount(removed.length, nouns.lock, language);
    output.note(text(keyMessages.unlocked, { locks }));
  } else if (left.length === 0 && unreadable.length === 0) {
    output.note(text(keyMessages.noStaleLocks));
  }
  return exitCodes.done;
}
