import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { jsonLine } from "../output/json-line.ts";
import { UsageError } from "../usage-error.ts";
import { withVault } from "../vault-access/open-context-vault.ts";

const kinds = ["blobs", "packs", "index", "snapshots", "keys", "locks"] as const;
const heldCharacters = 16_384;

/** `restera list KIND` */
export async function listCommand(context: CommandContext): Promise<number> {
  const { output, signal, settings } = context;
  const [given = ""] = context.arguments;
  const kind = kinds.find((each) => each === given);
  if (kind === undefined) {
    throw new UsageError(resultMessages.unknownKind, { kind: given, kinds: kinds.join(", ") });
  }
  await withVault(context, async (vault) => {
    let held = "";
    for await (const { id, type } of vault.list(kind, { signal })) {
      const text = type === undefined ? id : `${type} ${id}`;
      held += `${settings.json ? jsonLine({ type, id }) : text}\n`;
      if (held.length < heldCharacters) continue;
      await output.data(held);
      held = "";
    }
    await output.data(held);
  });
  return exitCodes.done;
}
