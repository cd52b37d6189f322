import { lstat, mkdir, readdir, rm, rmdir, stat, unlink } from "node:fs/promises";
import type { BigIntStats } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isSystemError } from "../../../foundation/errors.ts";
import type { Version } from "../object-store.ts";

/*
 * A key that is replaced lives in a hidden folder beside it, one file per generation, named by its
 * number: `.NAME.generations/0000000000000007`. A new generation is linked to the next number, which
 * only one racer can do. A deletion is a folder with the next number, so no number is ever used twice.
 * The key's plain file is its first content until then, and a copy of the newest afterwards.
 */

const digits = 16;
const generationName = /^\d{16}$/;

/** Never fewer than this many generations are kept, however old. */
const keptGenerations = 16;
/** A generation is pruned only when it is older than this. */
const keptMs = 3_600_000;
/** A writer that took longer than this between looking and linking cannot rule out pruning. */
export const trustedMs = keptMs / 6;
/** Pruning starts when this many have piled up. */
const pruneFrom = 64;

export interface KeyState {
  /** Number of the newest generation; 0 when there is only the plain file, or nothing. */
  readonly generation: number;
  /** Where the content is; absent when the key does not exist. */
  readonly path?: string;
  readonly stats?: BigIntStats;
  readonly version?: Version;
  /** What has the key's name is no file: there is nothing to read, and nothing can be written. */
  readonly isTaken?: boolean;
}

const suffix = ".generations";

export function generationsFolder(path: string): string {
  return join(dirname(path), `.${basename(path)}${suffix}`);
}

/** The name of the key whose generations a folder holds, or undefined for any other folder. */
export function keyOfGenerations(folderName: string): string | undefined {
  if (!folderName.startsWith(".") || !folderName.endsWith(suffix)) return undefined;
  return folderName.slice(1, -suffix.length);
}

export function generationPath(path: string, generation: number): string {
  return join(generationsFolder(path), String(generation).padStart(digits, "0"));
}

/** What a key is at this moment. */
export async function readState(path: string): Promise<KeyState> {
  // Most keys were never replaced. The plain file counts only when there are no generations after it was looked at.
  const plain = await statIfThere(path);
  for (;;) {
    const generation = await newestGeneration(path);
    if (generation === undefined) {
      if (plain === undefined) return { generation: 0 };
      // Whoever opens a pipe waits for ever.
      if (!plain.isFile()) return { generation: 0, isTaken: true };
      return { generation: 0, path, stats: plain, version: plainVersion(plain) };
    }
    const content = generationPath(path, generation);
    const stats = await statIfThere(content);
    // A generation that is gone was pruned since: look again.
    if (stats === undefined) continue;
    if (stats.isDirectory()) return { generation };
    return { generation, path: content, stats, version: `g${generation}` };
  }
}

/** A file's stats, or undefined when it is not there (any more). */
export async function statIfThere(path: string): Promise<BigIntStats | undefined> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}

/** The version of a file that was never replaced: other content means another inode. */
export function plainVersion(stats: BigIntStats): Version {
  return `p${stats.ino.toString(36)}-${stats.mtimeNs.toString(36)}-${stats.size.toString(36)}`;
}

export async function newestGeneration(path: string): Promise<number | undefined> {
  const numbers = await generationNumbers(path);
  return numbers.at(-1);
}

async function generationNumbers(path: string): Promise<number[]> {
  try {
    const names = await readdir(generationsFolder(path));
    return names
      .filter((name) => generationName.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}

/** Marks a key as deleted at the given generation; false when that number was taken. */
export async function markDeleted(path: string, generation: number): Promise<boolean> {
  try {
    await mkdir(generationPath(path, generation), { mode: 0o700 });
    return true;
  } catch (error) {
    if (isSystemError(error, "EEXIST")) return false;
    throw error;
  }
}

/** Removes generations that nobody can still be reading or racing for, oldest first. */
export async function pruneGenerations(path: string, nowMs = Date.now()): Promise<void> {
  const numbers = await generationNumbers(path);
  if (numbers.length < pruneFrom) return;
  for (const number of numbers.slice(0, -keptGenerations)) {
    const generation = generationPath(path, number);
    try {
      const stats = await lstat(generation);
      // The change time: linking sets it, whatever times the file itself carries.
      if (nowMs - stats.ctimeMs < keptMs) return;
      await (stats.isDirectory() ? rmdir(generation) : unlink(generation));
    } catch (error) {
      if (!isSystemError(error, "ENOENT")) throw error;
    }
  }
}

/** Removes a plain file whose key is deleted. */
export async function removePlain(path: string): Promise<void> {
  await rm(path, { force: true });
}
