import { keyMessages } from "../../../foundation/messages/key-messages.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount, formatTime } from "../output/format-values.ts";
import { withVault } from "../vault-access/open-context-vault.ts";

/** `restera unlock` */
export async function unlockCommand(context: CommandContext): Promise<number> {
  const { settings, options, output, language, signal, text } = context;
  const all = options.flag("remove-all");
  const { removed, left } = await withVault(context, (vault) => vault.unlock({ all }, { signal }));
  if (settings.json) {
    output.json({ message_type: "unlocked", removed: removed.length, locks_left: left });
    return exitCodes.done;
  }
  for (const { username, hostname, pid, time } of left) {
    const who = `${username}@${hostname} (${pid})`;
    output.note(text(keyMessages.lockLeft, { who, since: formatTime(time) }));
  }
  if (removed.length > 0) {
    const locks = formatCount(removed.length, nouns.lock, language);
    output.note(text(keyMessages.unlocked, { locks }));
  } else if (left.length === 0) {
    output.note(text(keyMessages.noStaleLocks));
  }
  return exitCodes.done;
}
