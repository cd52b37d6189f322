import { link, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isSystemError } from "../../foundation/errors.ts";
import { stagingPrefix } from "../../foundation/staging-name.ts";
import { backupIdOf, metadataFileName, possibleFileNames } from "./archive-name.ts";
import { exists, removeIfStale, stagingPath } from "../../engine/portable/durable-file.ts";

const reservedStart = ".reserved-";

/** An id that nobody else takes until it is given back. */
export interface ReservedId {
  readonly backupId: string;
  /** The file that holds it. */
  readonly mark: string;
  release(): Promise<void>;
}

/** Takes the id of a moment; the second archive of one second gets `_2`, and so on. */
export async function reserveId(folder: string, time: Date): Promise<ReservedId> {
  const first = backupIdOf(time);
  for (let number = 1; ; number++) {
    const backupId = number === 1 ? first : `${first}_${number}`;
    const mark = join(folder, `${reservedStart}${backupId}`);
    if (!(await take(mark))) continue;
    // Only now: whoever had the mark before may have published meanwhile.
    if (!(await isUsed(folder, backupId))) {
      return { backupId, mark, release: () => rm(mark, { force: true }) };
    }
    await rm(mark, { force: true });
  }
}

/** Removes marks of processes that are gone. */
export async function removeStaleReservations(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(reservedStart)) continue;
    const mark = join(folder, name);
    await removeIfStale(mark, await readFile(mark, "utf8").catch(() => ""));
  }
}

/** Makes the mark, with its owner in it from the first moment; false when it is there. */
async function take(mark: string): Promise<boolean> {
  const staged = stagingPath(dirname(mark));
  try {
    await writeFile(staged, stagingPrefix(), { flag: "wx", mode: 0o600 });
    return await linkOrCreate(staged, mark);
  } catch (error) {
    if (isSystemError(error, "EEXIST")) return false;
    throw error;
  } finally {
    await rm(staged, { force: true });
  }
}

async function linkOrCreate(staged: string, mark: string): Promise<true> {
  try {
    await link(staged, mark);
  } catch (error) {
    if (!isSystemError(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK")) throw error;
    // No hard links here: for a moment it has no owner, and is only known by its age.
    await writeFile(mark, stagingPrefix(), { flag: "wx", mode: 0o600 });
  }
  return true;
}

async function isUsed(folder: string, backupId: string): Promise<boolean> {
  const names = [...possibleFileNames(backupId), metadataFileName(backupId)];
  const used = await Promise.all(names.map((name) => exists(join(folder, name))));
  return used.includes(true);
}
