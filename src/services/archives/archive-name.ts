import { archiveFormats, type ArchiveFormat } from "./archive-metadata.ts";

/** What a file's name in a folder of archives says. */
export interface ArchiveName {
  readonly backupId: string;
  readonly format: ArchiveFormat;
  readonly isEncrypted: boolean;
}

export const indexName = "backup_index.json";

const namePattern = /^(unified_backup_(\d{8})_(\d{6})(?:_\d+)?)\.(tar\.gz|tar|json\.gz)(\.age)?$/;

/** What an archive's file name says; undefined for any other file. */
export function parseArchiveName(name: string): ArchiveName | undefined {
  const match = namePattern.exec(name);
  if (match === null) return undefined;
  const format = match[4] as ArchiveFormat;
  return { backupId: match[1]!, format, isEncrypted: match[5] !== undefined };
}

export function archiveFileName({ backupId, format, isEncrypted }: ArchiveName): string {
  return `${backupId}.${format}${isEncrypted ? ".age" : ""}`;
}

export function metadataFileName(backupId: string): string {
  return `${backupId}_metadata.json`;
}

/** Every file that an archive with this id may be. */
export function possibleFileNames(backupId: string): string[] {
  return archiveFormats.flatMap((format) =>
    [false, true].map((isEncrypted) => archiveFileName({ backupId, format, isEncrypted })),
  );
}

/** `unified_backup_20260207_175154`, in local time, as the documents have it. */
export function backupIdOf(time: Date): string {
  const [date, clock] = localText(time).split("T") as [string, string];
  return `unified_backup_${date.replaceAll("-", "")}_${clock.slice(0, 8).replaceAll(":", "")}`;
}

/** `2026-02-07T17:51:54.406000`: local time as Python's `datetime.isoformat()` writes it, always with microseconds. */
export function timestampOf(time: Date): string {
  return `${localText(time)}000`;
}

/** The moment that an id or a timestamp without a zone names in local time; undefined when it names none. */
export function momentOf(text: string): Date | undefined {
  const id = /^unified_backup_(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)/.exec(text);
  const iso = id === null ? text : `${id.slice(1, 4).join("-")}T${id.slice(4, 7).join(":")}`;
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function localText(time: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join("-");
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(":");
  return `${date}T${clock}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}
