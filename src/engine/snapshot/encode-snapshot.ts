import { goJsonString } from "../../foundation/go-json.ts";
import type { Snapshot, SnapshotSummary } from "./snapshot.ts";

/**
 * The JSON of a snapshot as restic 0.19 writes it: its order of fields, Go's escapes, nothing for what is
 * empty or zero, and no newline at the end. The id is the hash of what is stored, so it is not inside.
 */
export function encodeSnapshot(snapshot: Omit<Snapshot, "id">): Uint8Array {
  const fields = [
    textField("time", snapshot.time),
    optionalText("parent", snapshot.parent),
    textField("tree", snapshot.tree),
    `"paths":${textList(snapshot.paths)}`,
    optionalText("hostname", snapshot.hostname),
    optionalText("username", snapshot.username),
    optionalNumber("uid", snapshot.uid),
    optionalNumber("gid", snapshot.gid),
    optionalList("excludes", snapshot.excludes),
    optionalList("tags", snapshot.tags),
    optionalText("original", snapshot.original),
    optionalText("program_version", snapshot.programVersion),
    snapshot.summary === undefined ? undefined : `"summary":${summaryJson(snapshot.summary)}`,
  ];
  return Buffer.from(`{${fields.filter((field) => field !== undefined).join(",")}}`);
}

function summaryJson(summary: SnapshotSummary): string {
  const fields = [
    textField("backup_start", summary.backupStart),
    textField("backup_end", summary.backupEnd),
    numberField("files_new", summary.filesNew),
    numberField("files_changed", summary.filesChanged),
    numberField("files_unmodified", summary.filesUnmodified),
    numberField("dirs_new", summary.dirsNew),
    numberField("dirs_changed", summary.dirsChanged),
    numberField("dirs_unmodified", summary.dirsUnmodified),
    numberField("data_blobs", summary.dataBlobs),
    numberField("tree_blobs", summary.treeBlobs),
    numberField("data_added", summary.dataAdded),
    numberField("data_added_packed", summary.dataAddedPacked),
    numberField("total_files_processed", summary.totalFilesProcessed),
    numberField("total_bytes_processed", summary.totalBytesProcessed),
  ];
  return `{${fields.join(",")}}`;
}

function textField(key: string, value: string): string {
  return `"${key}":${goJsonString(value)}`;
}

function numberField(key: string, value: number): string {
  return `"${key}":${value}`;
}

function textList(values: readonly string[]): string {
  return `[${values.map(goJsonString).join(",")}]`;
}

function optionalText(key: string, value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : textField(key, value);
}

/** Zero is left out as well, so the snapshots of root have no `uid`. */
function optionalNumber(key: string, value: number | undefined): string | undefined {
  return value === undefined || value === 0 ? undefined : numberField(key, value);
}

function optionalList(key: string, values: readonly string[] | undefined): string | undefined {
  return values === undefined || values.length === 0 ? undefined : `"${key}":${textList(values)}`;
}
