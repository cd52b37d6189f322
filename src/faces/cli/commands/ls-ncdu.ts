import type { LsEntry, Snapshot } from "../../../services/snapshots/vault.ts";
import { jsonLine } from "../output/json-line.ts";
import { snapshotJson } from "./snapshot-json.ts";

const blockBytes = 512;

/**
 * A listing in ncdu's export format (https://dev.yorhel.nl/ncdu/jsonfmt), to be read with `ncdu -f -`: entries depth first, each folder
 * before its content and with its parents. Gives text in pieces; restic's fields.
 */
export async function* ncduExport(
  snapshot: Snapshot,
  entries: AsyncIterable<LsEntry>,
): AsyncGenerator<string> {
  const about = { ...snapshotJson(snapshot), id: undefined, short_id: undefined };
  yield `[1, 2, ${jsonLine(about)}, [{"name":"/"}`;
  const open: string[] = [];
  for await (const entry of entries) {
    const parent = entry.path.slice(0, entry.path.length - entry.name.length - 1);
    while (open.length > 0 && open.at(-1) !== parent) {
      open.pop();
      yield `\n${indent(open.length + 1)}]`;
    }
    const depth = open.length + 1;
    if (entry.type === "dir") {
      open.push(entry.path);
      yield `,\n${indent(depth)}[\n${indent(depth + 1)}${entryJson(entry)}`;
    } else {
      yield `,\n${indent(depth)}${entryJson(entry)}`;
    }
  }
  while (open.length > 0) {
    open.pop();
    yield `\n${indent(open.length + 1)}]`;
  }
  yield "\n]\n]\n";
}

function indent(depth: number): string {
  return "  ".repeat(depth);
}

function entryJson(entry: LsEntry): string {
  const size = entry.type === "file" ? entry.size : 0;
  return jsonLine({
    name: entry.name,
    asize: size,
    dsize: Math.ceil(size / blockBytes) * blockBytes,
    dev: entry.deviceId,
    ino: entry.inode,
    nlink: entry.links,
    notreg: entry.type !== "dir" && entry.type !== "file",
    uid: entry.uid,
    gid: entry.gid,
    mode: entry.permissions,
    // ncdu takes no times before 1970.
    mtime: Math.max(0, Math.floor(Date.parse(entry.mtime) / 1000)),
  });
}
