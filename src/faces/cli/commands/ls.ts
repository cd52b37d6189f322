import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import type { LsEntry, LsSort, Snapshot } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatMode } from "../output/format-mode.ts";
import { formatSize, formatTime } from "../output/format-values.ts";
import { jsonLine } from "../output/json-line.ts";
import { refuseIdle } from "../parse/refuse-idle.ts";
import { writeTexts } from "../output/write-texts.ts";
import { UsageError } from "../usage-error.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { ncduExport } from "./ls-ncdu.ts";
import { snapshotFilter } from "./snapshot-filter.ts";
import { shortId, snapshotJson } from "./snapshot-json.ts";

/** `restera ls SNAPSHOT [folders…]` */
export async function lsCommand(context: CommandContext): Promise<number> {
  const { settings, signal, options } = context;
  const [wanted = "", ...paths] = context.arguments;
  const relative = paths.find((path) => !path.startsWith("/"));
  if (relative !== undefined) {
    throw new UsageError(resultMessages.folderNotAbsolute, { path: relative });
  }
  refuseIdle(options, ["human-readable"], "long");
  const filter = snapshotFilter(context);
  const recursive = options.flag("recursive") || paths.length === 0;
  const lineOf = settings.json ? nodeJson : textLine(context);
  const isNcdu = options.flag("ncdu");
  if (isNcdu) refuseWithNcdu(context);
  const sort = (options.text("sort") ?? "name") as LsSort;
  const reverse = options.flag("reverse");
  await withVault(context, async (vault) => {
    const [id = wanted] = wanted.split(":", 1);
    const snapshot = await vault.snapshot(id, filter, { signal });
    if (!isNcdu) presentSnapshot(snapshot, context);
    const named = snapshot.id + wanted.slice(id.length);
    const shown = { recursive, sort, reverse, withParents: isNcdu };
    const input = paths.length > 0 ? { ...shown, paths } : shown;
    const entries = vault.ls(named, input, { signal });
    await writeTexts(
      isNcdu ? ncduExport(snapshot, entries) : linesOf(entries, lineOf),
      context.output,
    );
  });
  return exitCodes.done;
}

async function* linesOf(
  entries: AsyncIterable<LsEntry>,
  lineOf: (entry: LsEntry) => string,
): AsyncGenerator<string> {
  for await (const entry of entries) yield `${lineOf(entry)}\n`;
}

/** Its format has an order of its own, and is JSON already. */
function refuseWithNcdu({ settings, options }: CommandContext): void {
  const isSorted = (options.text("sort") ?? "name") !== "name";
  const second = settings.json
    ? "--json"
    : isSorted
      ? "--sort"
      : options.flag("reverse")
        ? "--reverse"
        : undefined;
  if (second !== undefined)
    throw new UsageError(cliMessages.notTogether, { first: "--ncdu", second });
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
