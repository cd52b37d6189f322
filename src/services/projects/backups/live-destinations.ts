import { link, mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { makePrivateFolder, stagingPath } from "../../../engine/portable/durable-file.ts";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import { syncFolder } from "../../../stores/sync-folder.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import type { ProjectRun } from "../project-run.ts";
import { stagingFolder, type ProjectStorage } from "../project-storage.ts";
import {
  type BackupDestination,
  hashOf,
  notWritten,
  putVerified,
  readyDestination,
  removeBackup,
} from "./backup-destination.ts";
import type { BackupProblem } from "./backup-manifest.ts";

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
    await makePrivateFolder(stagingFolder(storage));
    return { file: stagingPath(stagingFolder(storage)), owner: undefined };
  }

  /** Writes a file to each; last to the owner, on whose disk it is, so that it may take the file over. Throws `backup-not-written` when none is left. */
  async put(
    key: string,
    bodyFor: (isLast: boolean) => Parameters<typeof putVerified>[2],
    { owner, signal }: Pick<ProjectRun, "signal"> & { owner?: BackupDestination | undefined },
  ): Promise<void> {
    this.#keys.push(key);
    const inOrder = this.#alive.toSorted((a, b) => Number(a === owner) - Number(b === owner));
    for (const [at, destination] of inOrder.entries()) {
      try {
        await putVerified(destination, key, bodyFor(at === inOrder.length - 1), signal);
      } catch (error) {
        throwIfCancelled(signal);
        await this.fail(destination, error);
      }
    }
  }

  /** Gives a file of an earlier backup a second name in each, and reads it; false: it has to be written anew. */
  async link(
    from: string,
    key: string,
    { sha256, signal }: Pick<ProjectRun, "signal"> & { readonly sha256: string },
  ): Promise<boolean> {
    const linked: string[] = [];
    try {
      for (const { store } of this.#alive) {
        const path = store.localPath!(key);
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await link(store.localPath!(from), path);
        linked.push(path);
        await syncFolder(dirname(path));
        if ((await hashOf(store, key, signal)).sha256 !== sha256) throw new Error("it is damaged");
      }
      this.#keys.push(key);
      return true;
    } catch {
      throwIfCancelled(signal);
      for (const path of linked) await rm(path, { force: true });
      return false;
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

/** What went wrong, without the advice. */
export function problemIn(error: unknown): string {
  const told = error instanceof ResteraError ? error.details["problem"] : undefined;
  return typeof told === "string" ? told : problemOf(error);
}
