import { randomUUID } from "node:crypto";
import { link, lstat, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isSystemError } from "../../../foundation/errors.ts";
import type { Version } from "../object-store.ts";
import {
  generationPath,
  generationsFolder,
  markDeleted,
  newestGeneration,
  plainVersion,
  pruneGenerations,
  readState,
  removePlain,
  trustedMs,
  type KeyState,
} from "./generations.ts";
import { publishFile } from "./publish-file.ts";
import { makeFolder, syncFolder } from "../../sync-folder.ts";

/**
 * Makes a staged file the content of a key that was in `state` when `since` (milliseconds) had come.
 * Gives the new version, or undefined when another racer was first. Durable when it returns.
 */
export async function commitFile(
  staged: string,
  path: string,
  state: KeyState,
  since: number,
): Promise<Version | undefined> {
  if (state.generation === 0 && state.path === undefined) return createPlain(staged, path);
  return addGeneration(staged, path, state, since);
}

async function createPlain(staged: string, path: string): Promise<Version | undefined> {
  await makeFolder(dirname(path));
  const stats = await lstat(staged, { bigint: true });
  if (!(await publishFile(staged, path))) return undefined;
  await syncFolder(dirname(path));
  // Meanwhile the key was created, replaced and deleted by others: its generations rule.
  if ((await newestGeneration(path)) !== undefined) {
    await refreshPlain(path);
    return undefined;
  }
  return plainVersion(stats);
}

async function addGeneration(
  staged: string,
  path: string,
  state: KeyState,
  since: number,
): Promise<Version | undefined> {
  const folder = generationsFolder(path);
  const mine = state.generation + 1;
  await makeFolder(folder);
  if (!(await publishFile(staged, generationPath(path, mine)))) return undefined;
  await syncFolder(folder);
  // Who stood still for long may have linked a number that had been used and pruned.
  const newest = (await newestGeneration(path)) ?? mine;
  if (newest > mine && Date.now() - since > trustedMs) return undefined;
  if (state.generation === 0 && !(await plainExists(path))) {
    // A deletion of the plain file came between: it happened after this write.
    await markDeleted(path, mine + 1);
  }
  await refreshPlain(path);
  await pruneGenerations(path);
  return `g${mine}`;
}

/** Deletes a key; one that does not exist stays so. */
export async function deleteKey(path: string): Promise<void> {
  for (;;) {
    const state = await readState(path);
    if (state.generation === 0) {
      await removePlain(path);
      // Unless somebody replaced it at this very moment, that was it.
      if ((await newestGeneration(path)) === undefined) return;
      continue;
    }
    if (state.path === undefined || (await markDeleted(path, state.generation + 1))) {
      return refreshPlain(path);
    }
  }
}

/**
 * Makes the plain file show the newest generation, for people and other programs. Restera itself
 * reads the generations, so a file that is behind after a crash does no harm.
 */
async function refreshPlain(path: string): Promise<void> {
  for (let shown: number | undefined; ;) {
    const state = await readState(path);
    if (state.generation === shown) return;
    shown = state.generation;
    if (state.path === undefined) await removePlain(path);
    else if (state.generation > 0 && !(await showGeneration(state.path, path))) return;
  }
}

async function showGeneration(generation: string, path: string): Promise<boolean> {
  const copy = join(dirname(generation), `shown-${randomUUID()}`);
  try {
    await link(generation, copy);
    await rename(copy, path);
    return true;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return true;
    return false;
  } finally {
    // Renaming one name of a file over another leaves both.
    await rm(copy, { force: true });
  }
}

async function plainExists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return false;
    throw error;
  }
}
