import { resolve } from "node:path";
import { changeMessages } from "../../../foundation/messages/change-messages.ts";
import type { Message } from "../../../foundation/messages/format-message.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type { PathHistory, PathVersion, Snapshot } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatMode } from "../output/format-mode.ts";
import { formatCount, formatNumber, formatSize, formatTime } from "../output/format-values.ts";
import { formatTable } from "../output/table.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { snapshotFilter } from "./snapshot-filter.ts";
import { shortId } from "./snapshot-json.ts";

const changeWords: Record<PathVersion["change"], Message> = {
  added: changeMessages.changeAdded,
  modified: changeMessages.changeModified,
  metadata: changeMessages.changeMetadata,
  type: changeMessages.changeType,
  removed: changeMessages.changeRemoved,
};

/** `restera history PATH` */
export async function historyCommand(context: CommandContext): Promise<number> {
  const { options, settings, output, signal, system } = context;
  const [given = ""] = context.arguments;
  const input = {
    path: resolve(system.cwd, given),
    filter: snapshotFilter(context),
    ...(options.flag("metadata") ? { metadata: true } : {}),
  };
  const history = await withVault(context, (vault) => vault.history(input, { signal }));
  if (settings.json) {
    output.json(historyJson(history));
  } else {
    presentHistory(history, context);
  }
  return history.problems.length > 0 ? exitCodes.damaged : exitCodes.done;
}

function presentHistory(history: PathHistory, context: CommandContext): void {
  const { output, language, text } = context;
  const { versions, problems, path, snapshotsSearched } = history;
  const severalHosts = new Set(versions.map(({ hostname }) => hostname)).size > 1;
  const columns = [
    { title: text(resultMessages.columnId) },
    { title: text(changeMessages.columnVersion) },
    ...(severalHosts ? [{ title: text(resultMessages.columnHost), shrink: true }] : []),
    { title: text(changeMessages.columnChange) },
    { title: text(changeMessages.columnModified) },
    { title: text(resultMessages.columnSize), align: "right" as const },
    { title: text(changeMessages.columnSnapshots), align: "right" as const },
  ];
  const rows = versions.map(({ change, hostname, entry, snapshots }) => [
    shortId(newest(snapshots).id),
    formatTime(snapshots[0]!.time),
    ...(severalHosts ? [escapeText(hostname)] : []),
    text(changeWords[change]),
    entry === undefined ? "" : formatTime(entry.mtime),
    entry?.type === "file" ? formatSize(entry.size, language) : "",
    formatNumber(snapshots.length, language),
  ]);
  for (const line of formatTable(columns, rows, output.width)) {
    output.line(line);
  }
  for (const { snapshot, problem } of problems) {
    output.warn(text(resultMessages.problem, { path: `snapshot ${shortId(snapshot)}`, problem }));
  }
  const count = {
    versions: formatCount(versions.length, nouns.version, language),
    snapshots: formatCount(snapshotsSearched, nouns.snapshot, language),
  };
  output.note(text(changeMessages.historyCount, { ...count, path }));
}

function historyJson({ path, snapshotsSearched, versions, problems }: PathHistory): object {
  return {
    path,
    snapshots_searched: snapshotsSearched,
    versions: versions.map(versionJson),
    problems,
  };
}

function versionJson({ change, hostname, entry, contentId, snapshots }: PathVersion): object {
  return {
    change,
    hostname,
    type: entry?.type,
    size: entry?.type === "file" ? entry.size : undefined,
    mode: entry?.mode,
    permissions: entry && formatMode(entry.mode),
    uid: entry?.uid,
    gid: entry?.gid,
    mtime: entry?.mtime,
    linktarget: entry?.linkTarget,
    content_id: contentId,
    first: { snapshot: snapshots[0]!.id, time: snapshots[0]!.time },
    last: { snapshot: newest(snapshots).id, time: newest(snapshots).time },
    snapshots: snapshots.map(({ id }) => id),
  };
}

function newest(snapshots: readonly Snapshot[]): Snapshot {
  return snapshots.at(-1)!;
}
