import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type { ListedObject } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { jsonLine } from "../output/json-line.ts";
import { writeTexts } from "../output/write-texts.ts";
import { UsageError } from "../usage-error.ts";
import { withVault } from "../vault-access/open-context-vault.ts";

const kinds = ["blobs", "packs", "index", "snapshots", "keys", "locks"] as const;

/** `restera list KIND` */
export async function listCommand(context: CommandContext): Promise<number> {
  const { output, signal, settings } = context;
  const [given = ""] = context.arguments;
  const kind = kinds.find((each) => each === given);
  if (kind === undefined) {
    throw new UsageError(resultMessages.unknownKind, { kind: given, kinds: kinds.join(", ") });
  }
  await withVault(context, async (vault) => {
    await writeTexts(linesOf(vault.list(kind, { signal }), settings.json), output);
  });
  return exitCodes.done;
}

async function* linesOf(
  objects: AsyncIterable<ListedObject>,
  json: boolean,
): AsyncGenerator<string> {
  for await (const { id, type } of objects) {
    const text = type === undefined ? id : `${type} ${id}`;
    yield `${json ? jsonLine({ type, id }) : text}\n`;
  }
}
