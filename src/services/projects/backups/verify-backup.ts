import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import { type BackupDestination, hashOf } from "./backup-destination.ts";
import { type BackupProblem, fileKey } from "./backup-manifest.ts";
import { findBackup } from "./list-backups.ts";
import { problemIn } from "./backup-destination.ts";

export interface VerifiedBackup {
  readonly backup_id: string;
  readonly ok: boolean;
  /** Files that were read, in all destinations. */
  readonly files: number;
  /** By destination and file. */
  readonly problems: readonly BackupProblem[];
}

/** Reads every file of a backup in every destination that has it, and compares it with its hash. Throws `backup-unknown`, `cancelled`. */
export async function verifyBackup(
  destinations: readonly BackupDestination[],
  wanted: string,
  signal?: AbortSignal,
): Promise<VerifiedBackup> {
  const { backup_id: id, copies } = await findBackup(destinations, wanted, signal);
  const problems: BackupProblem[] = [];
  let files = 0;
  // What was never finished somewhere is no backup there.
  const finished = copies.filter(({ isUnfinished }) => !isUnfinished);
  for (const { destination, manifest, problem } of finished) {
    if (manifest === undefined) problems.push({ id: destination.url, problem: problem ?? "" });
    for (const project of manifest?.projects ?? []) {
      const { file, sha256 } = project;
      files += 1;
      try {
        const found = await hashOf(destination.store, fileKey(id, project), signal);
        if (found.sha256 !== sha256) throw new Error("its hash is not the one in the manifest");
      } catch (error) {
        throwIfCancelled(signal);
        problems.push({ id: `${destination.url}: ${file}`, problem: problemIn(error) });
      }
    }
  }
  return { backup_id: id, ok: problems.length === 0, files, problems };
}
