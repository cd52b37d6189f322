import { isObject } from "../../foundation/is-object.ts";
import type {
  ArchivedSourceInfo,
  ArchiveProblem,
  CloudSyncStatus,
  ListedArchive,
} from "./archive-metadata.ts";
import { type ArchiveName, momentOf, timestampOf } from "./archive-name.ts";

/** An archive's file, as the file system has it. */
export interface ArchiveFile extends ArchiveName {
  readonly filename: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

const statuses: readonly unknown[] = ["pending", "synced", "failed"] satisfies CloudSyncStatus[];

/**
 * A row about an archive from its file and what metadata or an index say of it. Name, size and format are the file's; the rest is taken
 * only where it has the right type, since anybody may have written it.
 */
export function listedArchive(
  file: ArchiveFile,
  said: Record<string, unknown>,
  hasMetadata: boolean,
): ListedArchive {
  const { backupId, format, isEncrypted, filename, path, sizeBytes } = file;
  const created = createdAt(said, file);
  const status = statuses.includes(said["cloud_sync_status"])
    ? (said["cloud_sync_status"] as CloudSyncStatus)
    : "pending";
  return {
    backup_id: backupId,
    timestamp: textOf(said["timestamp"]) ?? timestampOf(created),
    filename,
    size_bytes: sizeBytes,
    checksum: textOf(said["checksum"]) ?? null,
    format,
    files_backed_up: textsOf(said["files_backed_up"]),
    cloud_sync_status: status,
    cloud_path: textOf(said["cloud_path"]) ?? null,
    created_at: created.toISOString(),
    sha256: textOf(said["sha256"]) ?? null,
    content_size_bytes: sizeOf(said["content_size_bytes"]),
    ...(isEncrypted && { encryption: "age" as const }),
    sources: objectsOf<ArchivedSourceInfo>(said["sources"], ["name", "kind"]),
    problems: objectsOf<ArchiveProblem>(said["problems"], ["source", "kind", "problem"]),
    has_metadata: hasMetadata,
    path,
  };
}

/** Newest first; ids decide between archives of one moment. */
export function newestFirst(a: ListedArchive, b: ListedArchive): number {
  if (a.created_at !== b.created_at) return a.created_at < b.created_at ? 1 : -1;
  return a.backup_id.localeCompare(b.backup_id, "en", { numeric: true }) * -1;
}

function createdAt(said: Record<string, unknown>, { backupId, modifiedMs }: ArchiveFile): Date {
  const texts = [textOf(said["created_at"]), textOf(said["timestamp"]), backupId];
  const moments = texts.map((text) => text && momentOf(text));
  return moments.find((moment) => moment instanceof Date) ?? new Date(modifiedMs);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function sizeOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function objectsOf<Row>(value: unknown, texts: readonly (keyof Row & string)[]): Row[] {
  if (!Array.isArray(value)) return [];
  const isRow = (each: unknown) =>
    isObject(each) && texts.every((name) => typeof each[name] === "string");
  return value.filter(isRow) as Row[];
}
