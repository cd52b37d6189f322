import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type { LsEntry, Snapshot } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatMode } from "../output/format-mode.ts";
import { formatSize, formatTime } from "../output/format-values.ts";
import { jsonLine } from "../output/json-line.ts";
import { UsageError } from "../usage-error.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { snapshotFilter } from "./snapshot-filter.ts";
import { shortId, snapshotJson } from "./snapshot-json.ts";

/** `restera ls SNAPSHOT [folders…]` */
export async function lsCommand(context: CommandContext): Promise<number> {
  const { settings, output, signal, options } = context;
  const [wanted = "", ...paths] = context.arguments;
  const relative = paths.find((path) => !path.startsWith("/"));
  if (relative !== undefined) {
    throw new UsageError(resultMessages.folderNotAbsolute, { path: relative });
  }
  const filter = snapshotFilter(context);
  const recursive = options.flag("recursive") || paths.length === 0;
  const lineOf = settings.json ? nodeJson : textLine(context);
  await withVault(context, async (vault) => {
    const [id = wanted] = wanted.split(":", 1);
    const snapshot = await vault.snapshot(id, filter, { signal });
    presentSnapshot(snapshot, context);
    const named = snapshot.id + wanted.slice(id.length);
    const input = paths.length > 0 ? { paths, recursive } : { recursive };
    let lines = "";
    for await (const entry of vault.ls(named, input, { signal })) {
      lines += `${lineOf(entry)}\n`;
      if (lines.length > 16_384) {
        await output.data(lines);
        lines = "";
      }
    }
    await output.data(lines);
  });
  return exitCodes.done;
}

function presentSnapshot(snapshot: Snapshot, { settings, output, text }: CommandContext): void {
  if (settings.json) {
    const json = snapshotJson(snapshot);
    output.json({ ...json, message_type: "snapshot", struct_type: "snapshot" });
    return;
  }
  output.note(
    text(resultMessages.snapshotLine, {
      id: shortId(snapshot.id),
      paths: snapshot.paths.join(", "),
      time: formatTime(snapshot.time),
      user: `${snapshot.username}@${snapshot.hostname}`,
    }),
  );
}

/** restic's fields; only files have a size. */
function nodeJson(entry: LsEntry): string {
  return jsonLine({
    name: entry.name,
    type: entry.type,
    path: entry.path,
    uid: entry.uid,
    gid: entry.gid,
    size: entry.type === "file" ? entry.size : undefined,
    mode: entry.mode,
    permissions: formatMode(entry.mode),
    mtime: entry.mtime,
    atime: entry.atime,
    ctime: entry.ctime,
    inode: entry.inode,
    message_type: "node",
    struct_type: "node",
  });
}

/** One line of a listing, short or long as the options ask. */
export function textLine({ options, language }: CommandContext): (entry: LsEntry) => string {
  if (!options.flag("long")) {
    return (entry) => escapeText(entry.path);
  }
  const human = options.flag("human-readable");
  return (entry) => {
    const size = human
      ? formatSize(entry.size, language).padStart(9)
      : String(entry.size).padStart(9);
    const target = entry.linkTarget === undefined ? "" : ` -> ${escapeText(entry.linkTarget)}`;
    const owner = `${String(entry.uid).padStart(5)} ${String(entry.gid).padStart(5)}`;
    const path = escapeText(entry.path);
    return `${formatMode(entry.mode)} ${owner} ${size} ${formatTime(entry.mtime)} ${path}${target}`;
  };
}
