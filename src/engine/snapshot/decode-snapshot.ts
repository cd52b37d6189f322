import { ResteraError, problemOf } from "../../foundation/errors.ts";
import { canonicalGoTime, goTimePattern, goZeroTime } from "../../foundation/go-time.ts";
import { isId } from "../../foundation/hex.ts";
import type { Snapshot, SnapshotSummary } from "./snapshot.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a snapshot that any version of restic, rustic or anybody else wrote. Only `time` and `tree` must
 * be there; `null` and what is missing count as empty, unknown fields are ignored.
 *
 * @param id the name of the file, which becomes the snapshot's id
 * @param bytes decrypted and decompressed
 * @throws ResteraError `damaged`
 */
export function decodeSnapshot(id: string, bytes: Uint8Array): Snapshot {
  try {
    return readSnapshot(id, JSON.parse(Buffer.from(bytes).toString("utf8")));
  } catch (cause) {
    throw new ResteraError("damaged", {
      object: `snapshot ${id}`,
      problem: problemOf(cause),
      cause,
    });
  }
}

function readSnapshot(id: string, json: unknown): Snapshot {
  if (!isFields(json)) throw new Error("it is not an object");
  const uid = numberOf(json, "uid");
  const gid = numberOf(json, "gid");
  const excludes = textsOf(json, "excludes");
  const tags = textsOf(json, "tags");
  const parent = idOf(json, "parent");
  const original = idOf(json, "original");
  const programVersion = textOf(json, "program_version");
  const summary = summaryOf(json);
  return {
    id,
    time: required(timeOf(json, "time"), "time"),
    ...(parent === undefined ? {} : { parent }),
    tree: required(idOf(json, "tree"), "tree"),
    paths: textsOf(json, "paths"),
    hostname: textOf(json, "hostname"),
    username: textOf(json, "username"),
    ...(uid === 0 ? {} : { uid }),
    ...(gid === 0 ? {} : { gid }),
    ...(excludes.length === 0 ? {} : { excludes }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(original === undefined ? {} : { original }),
    ...(programVersion === "" ? {} : { programVersion }),
    ...(summary === undefined ? {} : { summary }),
  };
}

function summaryOf(json: Fields): SnapshotSummary | undefined {
  const summary = valueOf(json, "summary");
  if (summary === undefined) return undefined;
  if (!isFields(summary)) throw wrong("summary", "an object");
  return {
    backupStart: timeOf(summary, "backup_start") ?? goZeroTime,
    backupEnd: timeOf(summary, "backup_end") ?? goZeroTime,
    filesNew: numberOf(summary, "files_new"),
    filesChanged: numberOf(summary, "files_changed"),
    filesUnmodified: numberOf(summary, "files_unmodified"),
    dirsNew: numberOf(summary, "dirs_new"),
    dirsChanged: numberOf(summary, "dirs_changed"),
    dirsUnmodified: numberOf(summary, "dirs_unmodified"),
    dataBlobs: numberOf(summary, "data_blobs"),
    treeBlobs: numberOf(summary, "tree_blobs"),
    dataAdded: numberOf(summary, "data_added"),
    dataAddedPacked: numberOf(summary, "data_added_packed"),
    totalFilesProcessed: numberOf(summary, "total_files_processed"),
    totalBytesProcessed: numberOf(summary, "total_bytes_processed"),
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function valueOf(fields: Fields, key: string): unknown {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  return value === null ? undefined : value;
}

function textOf(fields: Fields, key: string): string {
  const value = valueOf(fields, key) ?? "";
  if (typeof value !== "string") throw wrong(key, "text");
  return value;
}

function textsOf(fields: Fields, key: string): readonly string[] {
  const value = valueOf(fields, key) ?? [];
  const isList = Array.isArray(value) && value.every((item) => typeof item === "string");
  if (!isList) throw wrong(key, "a list of texts");
  return value;
}

function numberOf(fields: Fields, key: string): number {
  const value = valueOf(fields, key) ?? 0;
  const isCount = typeof value === "number" && Number.isInteger(value) && value >= 0;
  if (!isCount) throw wrong(key, "a number of things");
  return value;
}

function timeOf(fields: Fields, key: string): string | undefined {
  const value = valueOf(fields, key);
  if (value === undefined) return undefined;
  if (typeof value !== "string" || !goTimePattern.test(value)) throw wrong(key, "a time");
  return canonicalGoTime(value);
}

function idOf(fields: Fields, key: string): string | undefined {
  const value = valueOf(fields, key);
  if (value === undefined) return undefined;
  if (typeof value !== "string" || !isId(value)) throw wrong(key, "64 hexadecimal digits");
  return value;
}

function required(value: string | undefined, key: string): string {
  if (value === undefined) throw new Error(`it has no ${key}`);
  return value;
}

function wrong(key: string, expected: string): Error {
  return new Error(`its ${key} is not ${expected}`);
}
