import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isStale } from "../../../engine/portable/durable-file.ts";
import { isSystemError } from "../../../foundation/errors.ts";
import { stagingOwner } from "../../../foundation/staging-name.ts";
import { bodiesFolder } from "../extensions/folder-backend.ts";
import { placeOf, readMetadata } from "../find-project.ts";
import { type ProjectStorage, stagingFolder, trashFolder } from "../project-storage.ts";
import { recoverStorage } from "../recover-storage.ts";
import { measureFolder } from "../walk-project.ts";

const stagingStart = ".restera-";
const unnamedMs = 86_400_000;

/** What processes that are gone left half written or half removed, and the bytes of it. */
export interface Leftovers {
  readonly paths: readonly string[];
  readonly freed_bytes: number;
}

/** Finds what the next change would remove; removes nothing. */
export async function findLeftovers(
  storage: ProjectStorage,
  signal?: AbortSignal,
): Promise<Leftovers> {
  const paths: string[] = [];
  const stagedIn = async (folder: string) =>
    (await namesIn(folder)).filter((name) => name.startsWith(stagingStart));
  for (const name of await stagedIn(stagingFolder(storage))) {
    const path = join(stagingFolder(storage), name);
    if (await isStale(path, name.slice(stagingStart.length))) paths.push(path);
  }
  for (const name of await stagedIn(trashFolder(storage))) {
    if (stagingOwner(name.slice(stagingStart.length)) === "running") continue;
    paths.push(join(trashFolder(storage), name));
  }
  paths.push(...(await nobodysBodies(storage)));
  let bytes = 0;
  for (const path of paths) bytes += await sizeOf(path, signal);
  return { paths, freed_bytes: bytes };
}

/** Removes it, and ends what was interrupted; at once, whenever that was last done. */
export async function removeLeftovers(
  storage: ProjectStorage,
  signal?: AbortSignal,
): Promise<Leftovers> {
  const found = await findLeftovers(storage, signal);
  await recoverStorage({ ...storage });
  for (const path of await nobodysBodies(storage)) await rm(path, { force: true });
  return found;
}

/** What a plugin changed and no project names: a crash left it. Whoever stores now names it within the day. */
async function nobodysBodies(storage: ProjectStorage): Promise<string[]> {
  const folder = bodiesFolder(storage);
  const found: string[] = [];
  for (const id of await namesIn(join(folder, "projects"))) {
    const place = await placeOf(storage, id);
    const metadata = place && (await readMetadata(place, id).catch(() => undefined));
    // What cannot be read may name it.
    if (place !== undefined && metadata === undefined) continue;
    for (const name of await namesIn(join(folder, "projects", id))) {
      // As metadata have it, whatever the system's own slash is.
      const path = `projects/${id}/${name}`;
      const { mtimeMs } = await lstat(join(folder, path));
      const isOld = Date.now() - mtimeMs > unnamedMs;
      if (isOld && metadata?.packed?.path !== path) found.push(join(folder, path));
    }
  }
  return found;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return [];
    throw error;
  }
}

async function sizeOf(path: string, signal: AbortSignal | undefined): Promise<number> {
  try {
    const stats = await lstat(path);
    return stats.isDirectory() ? (await measureFolder(path, { signal })).bytes : stats.size;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return 0;
    throw error;
  }
}
