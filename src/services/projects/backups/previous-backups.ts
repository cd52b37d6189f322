import { hash } from "node:crypto";
import { stat } from "node:fs/promises";
import type { FoundProject } from "../find-project.ts";
import { FolderStamp } from "../walk-project.ts";
import type { BackupDestination } from "./backup-destination.ts";
import type { BackedUpProject } from "./backup-manifest.ts";
import { findBackups, type FoundBackup } from "./list-backups.ts";

/** Where one destination has a file of an earlier backup. */
export interface KeptFile {
  /** The backup whose manifest names it. */
  readonly backupId: string;
  /** The backup in whose folder it lies. */
  readonly folderOf: string;
  readonly project: BackedUpProject;
}

/** A project's file in an earlier backup. */
export interface PreviousFile {
  readonly project: BackedUpProject;
  readonly places: ReadonlyMap<BackupDestination, KeptFile>;
}

/** Earlier backups: what they have of a project that was not touched since need neither be packed nor sent again. */
export class PreviousBackups {
  readonly #backups: readonly FoundBackup[];

  private constructor(backups: readonly FoundBackup[]) {
    this.#backups = backups;
  }

  static async of(
    destinations: readonly BackupDestination[],
    signal: AbortSignal | undefined,
  ): Promise<PreviousBackups> {
    return new PreviousBackups((await findBackups(destinations, signal)).backups);
  }

  /** The newest that every destination has whole. */
  find(
    destinations: readonly BackupDestination[],
    { stamp, file }: { readonly stamp: string; readonly file: string },
  ): PreviousFile | undefined {
    for (const backup of this.#backups) {
      const project = backup.manifest?.projects.find(
        (each) => each.stamp === stamp && each.file === file,
      );
      if (project === undefined) continue;
      const places = new Map<BackupDestination, KeptFile>();
      for (const destination of destinations) {
        const kept = keptIn(backup, destination, project);
        if (kept !== undefined) places.set(destination, kept);
      }
      if (places.size === destinations.length) return { project, places };
    }
    return undefined;
  }

  /** The newest file of this name with this content that a destination has. */
  findSame(
    destination: BackupDestination,
    wanted: Pick<BackedUpProject, "file" | "sha256">,
  ): KeptFile | undefined {
    for (const backup of this.#backups) {
      const kept = keptIn(backup, destination, wanted);
      if (kept !== undefined) return kept;
    }
    return undefined;
  }
}

/** A file of a backup, where this destination has that backup whole. */
function keptIn(
  { backup_id: backupId, copies }: FoundBackup,
  destination: BackupDestination,
  { file, sha256 }: Pick<BackedUpProject, "file" | "sha256">,
): KeptFile | undefined {
  const copy = copies.find((each) => each.destination === destination);
  if (copy === undefined || copy.problem !== undefined) return undefined;
  const project = copy.manifest?.projects.find(
    (each) => each.file === file && each.sha256 === sha256,
  );
  return project && { backupId, project, folderOf: project.kept_in ?? backupId };
}

/** Changes with anything in a project; undefined for one whose files are elsewhere. Rejects when somebody changes it meanwhile. */
export async function stampOf(
  { id, place, metadata }: FoundProject,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  if (metadata.packed !== undefined) return undefined;
  if ("folder" in place) return stampOfFolder(id, await FolderStamp.of(place.folder, signal));
  const { ino, size, mtimeMs, ctimeMs } = await stat(place.archive);
  return hash("sha256", `archive\0${id}\0${ino} ${size} ${mtimeMs} ${ctimeMs}`);
}

export function stampOfFolder(id: string, digest: string): string {
  return hash("sha256", `folder\0${id}\0${digest}`);
}
