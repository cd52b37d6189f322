import { join, resolve } from "node:path";
import type { BodyKeeper } from "./extensions/body-keeper.ts";
import type { ProjectVersions } from "./project-versions.ts";

const bytesPerGb = 2 ** 30;
const defaultMaxProjectGb = 10;

/** Limits of a storage, in GB of 2^30 bytes, as documented; 0 is unlimited. */
export interface StorageLimits {
  readonly maxProjectSizeGb?: number | undefined;
  readonly totalQuotaGb?: number | undefined;
  /** Below so much the disk counts as nearly full; 0 is never. */
  readonly minFreeSpaceGb?: number | undefined;
}

/** Where projects are, and how much they may be. Nothing is made before something is written. */
export interface ProjectStorage {
  /** Absolute path. */
  readonly root: string;
  /** Undefined: unlimited. */
  readonly maxProjectBytes: number | undefined;
  readonly totalBytes: number | undefined;
  /** Undefined: the disk is never nearly full. */
  readonly minFreeBytes: number | undefined;
  readonly now: () => Date;
  /** Absent: no versions are kept. */
  readonly versions?: ProjectVersions | undefined;
  /** Present: plugins look at what is stored, and it may be kept elsewhere. */
  readonly bodies?: BodyKeeper | undefined;
}

export function projectStorage(
  root: string,
  {
    maxProjectSizeGb = defaultMaxProjectGb,
    totalQuotaGb = 0,
    minFreeSpaceGb = 0,
  }: StorageLimits = {},
  now = () => new Date(),
): ProjectStorage {
  return {
    root: resolve(root),
    maxProjectBytes: limitOf(maxProjectSizeGb),
    totalBytes: limitOf(totalQuotaGb),
    minFreeBytes: limitOf(minFreeSpaceGb),
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
export function stagingFolder({ root }: Pick<ProjectStorage, "root">): string {
  return join(root, ".restera", "staging");
}

export function trashFolder({ root }: ProjectStorage): string {
  return join(root, ".restera", "trash");
}

/** A project that was stored again, and is on its way to `projects/{id}`. */
export function nextFolder({ root }: ProjectStorage): string {
  return join(root, ".restera", "next");
}

/** Notes about versions that may have to be removed, by project. */
export function unsettledFolder({ root }: ProjectStorage): string {
  return join(root, ".restera", "unsettled");
}

/** What tells whether somebody touched a project since its last version, by project. */
export function stampsFolder({ root }: ProjectStorage): string {
  return join(root, ".restera", "stamps");
}

/** What those who write are going to need, in bytes. */
export function reservedFolder({ root }: ProjectStorage): string {
  return join(root, ".restera", "reserved");
}

/** Objects that are being brought here to be imported. */
export function downloadsFolder({ root }: ProjectStorage): string {
  return join(root, ".restera", "downloads");
}

/** Templates of the storage's own: `templates/{kind}/{name}`. */
export function templatesFolder({ root }: ProjectStorage): string {
  return join(root, "templates");
}

/** What a list read of the files, for the next one. */
export function indexPath({ root }: Pick<ProjectStorage, "root">): string {
  return join(root, ".restera", "index.json");
}

export function locksFolder({ root }: ProjectStorage): string {
  return join(root, ".restera", "locks");
}

/** The metadata of an archived project, beside its archive: `archives/2026/01/{id}.json`. */
export function sidecarOf(archive: string): string {
  return `${archive.slice(0, -archiveEnding.length)}.json`;
}

export const archiveEnding = ".tar.gz";
