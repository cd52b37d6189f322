import { basename, dirname, join, resolve } from "node:path";

const bytesPerGb = 2 ** 30;
const defaultMaxProjectGb = 10;

/** Limits of a storage, in GB of 2^30 bytes, as documented; 0 is unlimited. */
export interface StorageLimits {
  readonly maxProjectSizeGb?: number | undefined;
  readonly totalQuotaGb?: number | undefined;
}

/** Where projects are, and how much they may be. Nothing is made before something is written. */
export interface ProjectStorage {
  /** Absolute path. */
  readonly root: string;
  /** Undefined: unlimited. */
  readonly maxProjectBytes: number | undefined;
  readonly totalBytes: number | undefined;
  readonly now: () => Date;
}

export function projectStorage(
  root: string,
  { maxProjectSizeGb = defaultMaxProjectGb, totalQuotaGb = 0 }: StorageLimits = {},
  now = () => new Date(),
): ProjectStorage {
  return {
    root: resolve(root),
    maxProjectBytes: limitOf(maxProjectSizeGb),
    totalBytes: limitOf(totalQuotaGb),
    now,
  };
}

function limitOf(gb: number): number | undefined {
  return gb === 0 ? undefined : Math.floor(gb * bytesPerGb);
}

export function gbOf(bytes: number): number {
  return Math.round((bytes / bytesPerGb) * 1e4) / 1e4;
}

/** Not rounded, to compare with. */
export function gbOfBytes(bytes: number): number {
  return bytes / bytesPerGb;
}

export function bytesOfGb(gb: number): number {
  return gb * bytesPerGb;
}

export function projectsFolder({ root }: ProjectStorage): string {
  return join(root, "projects");
}

export function projectFolder(storage: ProjectStorage, id: string): string {
  return join(projectsFolder(storage), id);
}

export function metadataPath(folder: string): string {
  return join(folder, "metadata.json");
}

export function archivesFolder({ root }: ProjectStorage): string {
  return join(root, "archives");
}

/** The folder for what is archived at a moment: `archives/2026/01`. */
export function archiveMonth(storage: ProjectStorage, time: Date): string {
  const [year = "", month = ""] = time.toISOString().split("-");
  return join(archivesFolder(storage), year, month);
}

export function cacheFolder({ root }: ProjectStorage): string {
  return join(root, "cache");
}

/** What is being written, and what is being removed; hidden, on the same disk, so that a rename is all that is needed. */
export function stagingFolder({ root }: ProjectStorage): string {
  return join(root, ".restera", "staging");
}

export function trashFolder({ root }: ProjectStorage): string {
  return join(root, ".restera", "trash");
}

export function locksFolder({ root }: ProjectStorage): string {
  return join(root, ".restera", "locks");
}

/** The metadata of an archived project, beside its archive: `archives/2026/01/{id}.json`. */
export function sidecarOf(archive: string): string {
  return join(dirname(archive), `${basename(archive, archiveEnding)}.json`);
}

export const archiveEnding = ".tar.gz";
