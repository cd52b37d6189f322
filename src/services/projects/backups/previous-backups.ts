import { hash } from "node:crypto";
import { stat } from "node:fs/promises";
import type { FoundProject } from "../find-project.ts";
import { FolderStamp } from "../walk-project.ts";
import type { BackupDestination } from "./backup-destination.ts";
import type { BackedUpProject } from "./backup-manifest.ts";
import { findBackups, type FoundBackup } from "./list-backups.ts";

/** A project's file in an earlier backup. */
export interface PreviousFile {
  readonly backupId: string;
  readonly project: BackedUpProject;
}

/** Earlier backups in folders: a project that was not touched since need not be packed again. Buckets have no second name for a file. */
export class PreviousBackups {
  readonly #backups: readonly FoundBackup[];

  private constructor(backups: readonly FoundBackup[]) {
    this.#backups = backups;
  }

  static async of(
    destinations: readonly BackupDestination[],
    signal: AbortSignal | undefined,
  ): Promise<PreviousBackups> {
    const isLocal = destinations.every(({ store }) => store.localPath !== undefined);
    return new PreviousBackups(isLocal ? (await findBackups(destinations, signal)).backups : []);
  }

  /** The newest that every destination has whole. */
  find(
    destinations: readonly BackupDestination[],
    { stamp, file }: { readonly stamp: string; readonly file: string },
  ): PreviousFile | undefined {
    for (const { backup_id: backupId, manifest, copies } of this.#backups) {
      const project = manifest?.projects.find((each) => each.stamp === stamp && each.file === file);
      const isEverywhere = destinations.every((destination) =>
        copies.some((each) => each.destination === destination && each.problem === undefined),
      );
      if (project !== undefined && isEverywhere) return { backupId, project };
    }
    return undefined;
  }
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
