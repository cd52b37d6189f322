import { changeMessages } from "../../../foundation/messages/change-messages.ts";
import type { FindResult, LsEntry, FoundObject } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { formatMode } from "../output/format-mode.ts";
import { formatTime } from "../output/format-values.ts";
import { jsonLine } from "../output/json-line.ts";
import { textLine } from "./ls.ts";
import { shortId } from "./snapshot-json.ts";

/** What was found in each snapshot: paths, or restic's array. */
export async function presentFound(
  found: AsyncIterable<FindResult>,
  context: CommandContext,
): Promise<void> {
  const { settings, output, text } = context;
  const lineOf = textLine(context);
  let count = 0;
  for await (const { snapshot, matches } of found) {
    count++;
    if (settings.json) {
      const entries = matches.map(entryJson).join(",");
      const tail = `"hits":${matches.length},"snapshot":"${snapshot.id}"`;
      await output.data(`${count === 1 ? "[" : ","}{"matches":[${entries}],${tail}}`);
      continue;
    }
    const heading = { id: shortId(snapshot.id), time: formatTime(snapshot.time) };
    output.note(`${count === 1 ? "" : "\n"}${text(changeMessages.foundIn, heading)}`);
    await output.data(`${matches.map(lineOf).join("\n")}\n`);
  }
  await presentEnd(count, context);
}

/** What objects belong to: places, or restic's array. */
export async function presentFoundObjects(
  found: AsyncIterable<FoundObject>,
  context: CommandContext,
): Promise<void> {
  const { settings, output } = context;
  let count = 0;
  for await (const object of found) {
    count++;
    if (settings.json) {
      await output.data(`${count === 1 ? "[" : ","}${objectJson(object)}`);
    } else {
      for (const line of objectLines(object, context)) {
        output.line(line);
      }
    }
  }
  await presentEnd(count, context);
}

async function presentEnd(
  count: number,
  { settings, output, text }: CommandContext,
): Promise<void> {
  if (settings.json) {
    await output.data(count === 0 ? "[]\n" : "]\n");
  } else if (count === 0) {
    output.note(text(changeMessages.nothingFound));
  }
}

function entryJson(entry: LsEntry): string {
  return jsonLine({
    path: entry.path,
    permissions: formatMode(entry.mode),
    type: entry.type,
    mode: entry.mode || undefined,
    mtime: entry.mtime,
    atime: entry.atime,
    ctime: entry.ctime,
    uid: entry.uid,
    gid: entry.gid,
    user: entry.user,
    group: entry.group,
    inode: entry.inode || undefined,
    device_id: entry.deviceId || undefined,
    size: entry.size || undefined,
    links: entry.links || undefined,
    linktarget: entry.linkTarget,
  });
}

function objectJson({ type, id, path, parentTree, snapshot, place }: FoundObject): string {
  return jsonLine({
    object_type: type,
    id,
    path,
    parent_tree: parentTree,
    snapshot: snapshot.id,
    time: snapshot.time,
    pack: place.pack,
  });
}

function objectLines(object: FoundObject, { options, text }: CommandContext): string[] {
  const { type, id, path, parentTree = "", snapshot, place } = object;
  const inSnapshot = { id: shortId(snapshot.id), time: formatTime(snapshot.time) };
  return [
    ...(type === "blob"
      ? [
          text(changeMessages.foundBlob, { id }),
          text(changeMessages.inFile, { path, tree: parentTree }),
        ]
      : [text(changeMessages.foundTree, { id }), text(changeMessages.atPath, { path })]),
    text(changeMessages.inSnapshot, inSnapshot),
    ...(options.flag("show-pack-id") ? [text(changeMessages.inPack, place)] : []),
  ];
}
