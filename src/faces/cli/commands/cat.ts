import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type { CatKind } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { UsageError } from "../usage-error.ts";
import { withVault } from "../vault-access/open-context-vault.ts";

const kinds = [
  "config",
  "masterkey",
  "key",
  "snapshot",
  "index",
  "lock",
  "pack",
  "blob",
  "tree",
] as const;
const withoutId = new Set<CatKind>(["config", "masterkey"]);
const rawKinds = new Set<CatKind>(["pack", "blob"]);

/** `restera cat KIND [ID]` */
export async function catCommand(context: CommandContext): Promise<number> {
  const { output, signal } = context;
  const [given = "", id] = context.arguments;
  const kind = kinds.find((each) => each === given);
  if (kind === undefined) {
    throw new UsageError(resultMessages.unknownKind, { kind: given, kinds: kinds.join(", ") });
  }
  if (withoutId.has(kind) !== (id === undefined)) {
    const message = id === undefined ? resultMessages.idMissing : resultMessages.idNotNeeded;
    throw new UsageError(message, { kind });
  }
  const bytes = await withVault(context, (vault) => vault.cat(kind, id ?? "", { signal }));
  await output.data(bytes);
  if (!rawKinds.has(kind) && bytes.at(-1) !== 0x0a) {
    await output.data("\n");
  }
  return exitCodes.done;
}
