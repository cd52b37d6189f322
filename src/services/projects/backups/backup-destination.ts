import { rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HashedStream } from "../../../engine/portable/hashed-stream.ts";
import { isSystemError, problemOf, ResteraError } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import type { Body, ObjectStore } from "../../../stores/objects/object-store.ts";
import { backupPrefix, manifestKey } from "./backup-manifest.ts";
import { makeFolders } from "../../../stores/make-folders.ts";

/** A place that backups are written to. */
export interface BackupDestination {
  /** As it was named. */
  readonly url: string;
  readonly store: ObjectStore;
  /** Of a local one: its absolute path. */
  readonly folder: string | undefined;
  /** Its folder's own folder may be made as well: nobody named it. */
  readonly isDefault: boolean;
}

const singleRequestBytes = 32 << 20;

/**
 * Sees that something can be written there. A folder is made, but not the one above it: what should be on a disk that is not mounted must not land on another.
 * Throws `backup-not-written`.
 */
export async function readyDestination({
  folder,
  isDefault,
  url,
}: BackupDestination): Promise<void> {
  if (folder === undefined) return;
  try {
    if (!isDefault && !(await isFolder(dirname(folder)))) {
      const problem = `the folder ${dirname(folder)} is not there; is the disk mounted?`;
      throw new ResteraError("backup-not-written", { destination: url, problem });
    }
    await makeFolders(folder, 0o700);
  } catch (error) {
    throw notWritten(url, error);
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return false;
    throw error;
  }
}

/** Writes a file of a backup, reads it again and compares. Throws `backup-not-written`, `cancelled`. */
export async function putVerified(
  { store, url }: BackupDestination,
  key: string,
  body: { readonly body: Body; readonly size: number; readonly sha256: string },
  signal: AbortSignal | undefined,
): Promise<void> {
  const call = { sha256: body.sha256, ...(signal !== undefined && { signal }) };
  try {
    if (body.size <= singleRequestBytes) await store.putNew(key, body.body, call);
    else await store.putLarge(key, body.body, call);
    const found = await hashOf(store, key, signal);
    if (found.sha256 === body.sha256 && found.size === body.size) return;
    throw new Error("what was read again is not what was written");
  } catch (error) {
    throwIfCancelled(signal);
    throw notWritten(url, error);
  }
}

/** Reads all of a key. Rejects with the store's error. */
export async function hashOf(
  store: ObjectStore,
  key: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly sha256: string; readonly size: number }> {
  const read = new HashedStream();
  const seen = store.uncached?.() ?? store;
  const { body } = await seen.get(key, signal === undefined ? {} : { signal });
  for await (const _ of read.through(body, signal));
  return { sha256: read.sha256(), size: read.size };
}

/** Removes a backup's files; the manifest first, so that what is left is no backup. Gives what could not be. */
export async function removeBackup(
  { store, folder }: BackupDestination,
  backupId: string,
  keys: readonly string[],
): Promise<readonly string[]> {
  const manifest = manifestKey(backupId);
  for (const part of [
    keys.filter((key) => key === manifest),
    keys.filter((key) => key !== manifest),
  ]) {
    if (part.length === 0) continue;
    const failed = await store.delete(part);
    if (failed.size > 0) return [...failed].map(([key, error]) => `${key}: ${problemOf(error)}`);
  }
  // A folder that still has something stays.
  if (folder !== undefined) await rmdir(join(folder, backupPrefix(backupId))).catch(() => {});
  return [];
}

export function notWritten(destination: string, error: unknown): ResteraError {
  if (error instanceof ResteraError && error.code === "backup-not-written") return error;
  const told = error instanceof ResteraError ? error.details["problem"] : undefined;
  const problem = typeof told === "string" ? told : problemOf(error);
  return new ResteraError("backup-not-written", { destination, problem, cause: error });
}

/** What went wrong, without the advice. */
export function problemIn(error: unknown): string {
  const told = error instanceof ResteraError ? error.details["problem"] : undefined;
  return typeof told === "string" ? told : problemOf(error);
}
