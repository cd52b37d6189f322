import { keyMessages } from "../../../foundation/messages/key-messages.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import { readKey } from "../../../services/snapshots/key-store.ts";
import type { VaultKey } from "../../../services/snapshots/vault.ts";
import { keysFolder } from "../../environment/restera-home.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatTime } from "../output/format-values.ts";
import { formatTable } from "../output/table.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { canonicalUrl, vaultUrl } from "../vault-access/vault-url.ts";
import { shortId } from "./snapshot-json.ts";

/** `restera keys list` */
export async function keysListCommand(context: CommandContext): Promise<number> {
  const { settings, output, signal, system } = context;
  const keys = await withVault(context, (vault) => vault.keys({ signal }));
  const name = canonicalUrl(await vaultUrl(context), system.cwd);
  const record = (await readKey(keysFolder(system), name))?.record;
  if (settings.json) {
    output.json(keys.map((key) => keyJson(key, record?.recoveryKeyId)));
    return exitCodes.done;
  }
  const { text } = context;
  const use = ({ id }: VaultKey) => {
    if (id === record?.keyId) {
      return text(keyMessages.kept);
    }
    return id === record?.recoveryKeyId ? text(keyMessages.recovery) : "";
  };
  const columns = [
    { title: ` ${text(resultMessages.columnId)}` },
    { title: text(keyMessages.columnUser), shrink: true },
    { title: text(resultMessages.columnHost), shrink: true },
    { title: text(keyMessages.columnCreated) },
    { title: text(keyMessages.columnUse) },
  ];
  const rows = keys.map((key) => [
    `${key.current ? "*" : " "}${shortId(key.id)}`,
    escapeText(key.username),
    escapeText(key.hostname),
    formatTime(key.created),
    use(key),
  ]);
  for (const line of formatTable(columns, rows, output.width)) {
    output.line(line);
  }
  return exitCodes.done;
}

/** restic's fields, and one more. */
function keyJson(key: VaultKey, recoveryKeyId: string | undefined): object {
  return {
    current: key.current,
    id: key.id,
    userName: key.username,
    hostName: key.hostname,
    created: formatTime(key.created),
    recovery: key.id === recoveryKeyId || undefined,
  };
}
