import { readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { exists, writeFileDurably } from "../../engine/portable/durable-file.ts";
import { removeTree } from "../../engine/portable/remove-tree.ts";
import { isSystemError, ResteraError } from "../../foundation/errors.ts";
import { isObject } from "../../foundation/is-object.ts";
import { makeFolder, syncFolder } from "../../stores/sync-folder.ts";
import { moveAway } from "./discard.ts";
import { placeOf, readMetadata } from "./find-project.ts";
import { withProjectLock } from "./project-lock.ts";
import { isId } from "./project-metadata.ts";
import {
  metadataPath,
  nextFolder,
  projectFolder,
  projectsFolder,
  type ProjectStorage,
  unsettledFolder,
} from "./project-storage.ts";
import type { ProjectVersion } from "./project-versions.ts";

/**
 * Runs work as the only one that changes this project, once what an interrupted change of it has left is brought to its end. Throws `project-busy`.
 */
export async function withProject<Result>(
  storage: ProjectStorage,
  id: string,
  work: () => Promise<Result>,
): Promise<Result> {
  return await withProjectLock(storage, id, async () => {
    await finishReplacing(storage, id);
    // What cannot be settled now is later: a vault that is damaged keeps nobody from archiving. Who needs it finds out by himself.
    await settleVersions(storage, id).catch(() => {});
    return await work();
  });
}

/** Brings to its end what was interrupted; a project on which somebody works is left to them. */
export async function settleStorage(storage: ProjectStorage): Promise<void> {
  const waiting = [
    ...(await idsIn(nextFolder(storage))),
    ...(await idsIn(unsettledFolder(storage))),
  ];
  for (const id of new Set(waiting)) {
    try {
      await withProject(storage, id, () => Promise.resolve());
    } catch (error) {
      if (!(error instanceof ResteraError && error.code === "project-busy")) throw error;
    }
  }
}

/** Replaces a project by a finished folder, in one rename; what was there goes to the trash. */
export async function replaceProject(
  storage: ProjectStorage,
  id: string,
  staged: string,
): Promise<{ readonly folder: string }> {
  await makeFolder(nextFolder(storage));
  await rename(staged, join(nextFolder(storage), id));
  await syncFolder(nextFolder(storage));
  await finishReplacing(storage, id);
  return { folder: projectFolder(storage, id) };
}

async function finishReplacing(storage: ProjectStorage, id: string): Promise<void> {
  const next = join(nextFolder(storage), id);
  if (!(await exists(metadataPath(next)))) return;
  const folder = projectFolder(storage, id);
  const old = await moveAway(storage, folder);
  await rename(next, folder);
  await syncFolder(projectsFolder(storage));
  await syncFolder(nextFolder(storage));
  if (old !== undefined) await removeTree(old);
}

/** Says that versions above `keep` may be nobody's: before one is written, and before a project goes. */
export async function noteUnsettled(
  storage: ProjectStorage,
  id: string,
  keep: number,
): Promise<void> {
  await makeFolder(unsettledFolder(storage));
  await writeFileDurably(join(unsettledFolder(storage), id), JSON.stringify({ keep }));
}

/** Takes the note back: the versions are the project's. */
export async function noteSettled(storage: ProjectStorage, id: string): Promise<void> {
  await rm(join(unsettledFolder(storage), id), { force: true });
}

/** Removes the versions that are nobody's, and the note that says that there may be some. */
export async function settleVersions(storage: ProjectStorage, id: string): Promise<void> {
  const { versions } = storage;
  const keep = await highestOf(storage, id);
  // Who keeps no versions has no vault to look into; the note waits for somebody who does.
  if (keep === undefined || keep === Infinity || versions === undefined) return;
  if (await versions.isThere()) {
    await versions.use(async (store) => {
      const nobodys = (await store.list(id)).filter(({ version }) => version > keep);
      await store.remove(nobodys);
    });
  }
  await noteSettled(storage, id);
}

/** Those that are the project's, whether or not there is a note. */
export async function settledVersions(
  storage: ProjectStorage,
  id: string,
  found: readonly ProjectVersion[],
): Promise<readonly ProjectVersion[]> {
  const keep = (await highestOf(storage, id)) ?? Infinity;
  return found.filter(({ version }) => version <= keep);
}

/** The highest version that is the project's; undefined when there is no doubt. */
async function highestOf(storage: ProjectStorage, id: string): Promise<number | undefined> {
  const noted = await noteOf(join(unsettledFolder(storage), id));
  if (noted === undefined) return undefined;
  const place = await placeOf(storage, id);
  if (place === undefined) return noted;
  const metadata = await readMetadata(place, id).catch(() => undefined);
  // Nobody knows which one is the present one, so none is nobody's.
  return metadata === undefined ? Infinity : Math.max(noted, metadata.version ?? 0);
}

async function noteOf(path: string): Promise<number | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(path, "utf8"));
    const keep = isObject(note) ? note["keep"] : undefined;
    // Whatever else stands there, nothing is removed because of it.
    return typeof keep === "number" && Number.isSafeInteger(keep) ? keep : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || isSystemError(error, "ENOENT")) return undefined;
    throw error;
  }
}

async function idsIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => isId(name));
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return [];
    throw error;
  }
}
