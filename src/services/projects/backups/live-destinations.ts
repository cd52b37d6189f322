import { hash } from "node:crypto";
import { link, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { stagingPath } from "../../../engine/portable/durable-file.ts";
import { makeFolder, syncFolder } from "../../../stores/sync-folder.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import type { ProjectRun } from "../project-run.ts";
import { stagingFolder, type ProjectStorage } from "../project-storage.ts";
import {
  type BackupDestination,
  hashOf,
  notWritten,
  problemIn,
  putVerified,
  readyDestination,
  removeBackup,
} from "./backup-destination.ts";
import {
  backupKey,
  type BackupManifest,
  type BackupProblem,
  fileKey,
  manifestKey,
} from "./backup-manifest.ts";
import type { KeptFile, PreviousFile } from "./previous-backups.ts";
import { makeFolders } from "../../../stores/make-folders.ts";

/** A file to write a project into, and whose disk it is on. */
interface StagedFile {
  readonly file: string;
  readonly owner: BackupDestination | undefined;
}

/** The destinations of one backup that can still be written to; who fails is out, and what it has of the backup is removed. */
export class LiveDestinations {
  readonly problems: BackupProblem[] = [];
  #alive: readonly BackupDestination[];
  readonly #backupId: string;
  readonly #keys: string[] = [];
  /** What buckets have in the folders of earlier backups, by file. */
  readonly #kept = new Map<BackupDestination, Map<string, KeptFile>>();

  constructor(destinations: readonly BackupDestination[], backupId: string) {
    this.#alive = destinations;
    this.#backupId = backupId;
  }

  urls(): string[] {
    return this.#alive.map(({ url }) => url);
  }

  /** Throws `backup-not-written` when none can be written to. */
  async ready({ root }: Pick<ProjectStorage, "root">): Promise<void> {
    for (const each of this.#alive) {
      try {
        // Its `projects/` would be the storage's own.
        if (each.folder === root) throw new Error("it is the storage itself");
        await readyDestination(each);
        // Also clears it of what dead processes left there.
        await each.store.stagingFolder?.();
      } catch (error) {
        await this.fail(each, error);
      }
    }
  }

  /** Best on the disk of a destination, where it need not be copied again. */
  async stage(storage: ProjectStorage): Promise<StagedFile> {
    for (const owner of this.#alive) {
      if (owner.store.stagingFolder === undefined) continue;
      try {
        return { file: stagingPath(await owner.store.stagingFolder()), owner };
      } catch (error) {
        await this.fail(owner, error);
      }
    }
    await makeFolder(stagingFolder(storage));
    return { file: stagingPath(stagingFolder(storage)), owner: undefined };
  }

  /** Writes a file to each; last to the owner, on whose disk it is, so that it may take the file over. Throws `backup-not-written` when none is left. */
  async put(
    file: string,
    bodyFor: (isLast: boolean) => Parameters<typeof putVerified>[2],
    {
      owner,
      keptBy,
      signal,
    }: Pick<ProjectRun, "signal"> & {
      readonly owner: BackupDestination | undefined;
      /** What a bucket has already. */
      readonly keptBy: (destination: BackupDestination) => KeptFile | undefined;
    },
  ): Promise<void> {
    const key = backupKey(this.#backupId, file);
    this.#keys.push(key);
    const inOrder = this.#alive.toSorted((a, b) => Number(a === owner) - Number(b === owner));
    for (const [at, destination] of inOrder.entries()) {
      try {
        const kept = isBucket(destination) ? keptBy(destination) : undefined;
        if (kept !== undefined && (await this.#keep(destination, kept, signal))) continue;
        await putVerified(destination, key, bodyFor(at === inOrder.length - 1), signal);
      } catch (error) {
        throwIfCancelled(signal);
        await this.fail(destination, error);
      }
    }
  }

  /**
   * Gives a file of an earlier backup a second name in each folder, and reads it; what a bucket has stays where it is. False: it has to be written anew.
   */
  async link({ project, places }: PreviousFile, signal: AbortSignal | undefined): Promise<boolean> {
    const key = backupKey(this.#backupId, project.file);
    const linked: string[] = [];
    try {
      for (const destination of this.#alive) {
        const kept = places.get(destination)!;
        const { store } = destination;
        if (isBucket(destination)) {
          if (await this.#keep(destination, kept, signal)) continue;
          throw new Error("it is gone");
        }
        const path = store.localPath!(key);
        await makeFolders(dirname(path), 0o700);
        await link(store.localPath!(fileKey(kept.backupId, kept.project)), path);
        linked.push(path);
        await syncFolder(dirname(path));
        const { sha256 } = await hashOf(store, key, signal);
        if (sha256 !== project.sha256) throw new Error("it is damaged");
      }
      this.#keys.push(key);
      return true;
    } catch {
      throwIfCancelled(signal);
      for (const path of linked) await rm(path, { force: true });
      for (const kept of this.#kept.values()) kept.delete(project.file);
      return false;
    }
  }

  /** Whether a bucket still has a file of an earlier backup, in its size; then it is this one's as well. */
  async #keep(
    destination: BackupDestination,
    kept: KeptFile,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const { store } = destination;
    const call = signal === undefined ? {} : { signal };
    const found = await store.head(fileKey(kept.backupId, kept.project), call);
    if (found?.size !== kept.project.size_bytes) return false;
    const files = this.#kept.get(destination) ?? new Map<string, KeptFile>();
    this.#kept.set(destination, files.set(kept.project.file, kept));
    return true;
  }

  /** Ends the backup: from now on it is one. Throws `backup-not-written` when none is left. */
  async finish(manifest: BackupManifest, signal: AbortSignal | undefined): Promise<void> {
    const key = manifestKey(this.#backupId);
    this.#keys.push(key);
    for (const destination of this.#alive) {
      const kept = this.#kept.get(destination);
      const projects = manifest.projects.map((each) => {
        const there = kept?.get(each.file);
        return there === undefined ? each : { ...each, kept_in: there.folderOf };
      });
      const text = Buffer.from(`${JSON.stringify({ ...manifest, projects }, undefined, 2)}\n`);
      const body = { body: text, size: text.length, sha256: hash("sha256", text) };
      try {
        await putVerified(destination, key, body, signal);
        await refuseLost(destination, [...(kept?.values() ?? [])], signal);
      } catch (error) {
        throwIfCancelled(signal);
        await this.fail(destination, error);
      }
    }
  }

  alive(): readonly BackupDestination[] {
    return this.#alive;
  }

  /** Goes on without it. Throws its error when it was the last. */
  async fail(destination: BackupDestination, error: unknown): Promise<void> {
    this.#alive = this.#alive.filter((each) => each !== destination);
    await removeBackup(destination, this.#backupId, this.#keys).catch(() => []);
    if (this.#alive.length === 0) throw notWritten(destination.url, error);
    this.problems.push({ id: destination.url, problem: problemIn(error) });
  }

  async removeAll(): Promise<void> {
    for (const each of this.#alive) {
      // What cannot be removed has no manifest: it is no backup, and goes with a later clean-up.
      await removeBackup(each, this.#backupId, this.#keys).catch(() => []);
    }
  }
}

/** No folder of this machine: a file there has one name. */
function isBucket({ store }: BackupDestination): boolean {
  return store.localPath === undefined;
}

/**
 * Who removes an old backup takes its manifest first, and then looks which files others name. So a manifest that is still there after ours was written means that
 * ours is seen, and that what it names stays.
 */
async function refuseLost(
  { store }: BackupDestination,
  kept: readonly KeptFile[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const call = signal === undefined ? {} : { signal };
  for (const backupId of new Set(kept.map((each) => each.backupId))) {
    if ((await store.head(manifestKey(backupId), call)) !== null) continue;
    throw new Error(
      `${backupId}, which has files of this backup, was removed meanwhile; try again`,
    );
  }
}
