import { readdir, readFile, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { stagingPath, writeFileDurably } from "../../engine/portable/durable-file.ts";
import type { StoredFile } from "../../engine/portable/tar/stored-file.ts";
import { isSystemError, ResteraError } from "../../foundation/errors.ts";
import { stagingOwner } from "../../foundation/staging-name.ts";
import { makeFolder } from "../../stores/sync-folder.ts";
import { listAll } from "./list-all.ts";
import { type ProjectStorage, reservedFolder } from "./project-storage.ts";

/** How many bytes may still be written for one project. */
export interface Room {
  /** Makes sure of room for so many bytes in all. Throws `project-too-large` or `project-quota` when they are too many. */
  check(bytes: number): Promise<void>;
  /** Whether there is room still for what was made sure of, now that something else was written as well. Throws `project-quota`. */
  checkAgain(): Promise<void>;
  /** The same entries; stops as soon as more comes than there is room for, whatever was said before. */
  guard(entries: AsyncIterable<StoredFile>): AsyncGenerator<StoredFile>;
}

/** What is reserved at a time, when more comes than was said. */
const stepBytes = 64 << 20;
const reservedEnding = ".bytes";

/**
 * Works within the limits of a storage. What the work is going to need is reserved in a file that others see, here and in other processes, so that all together stay
 * within the total; of two that are one too many, both may be refused. `freedBytes` are given back when the work is done.
 */
export async function withRoom<Result>(
  storage: ProjectStorage,
  { project, freedBytes = 0 }: { readonly project: string; readonly freedBytes?: number },
  work: (room: Room) => Promise<Result>,
): Promise<Result> {
  const { maxProjectBytes, totalBytes: limit } = storage;
  const own = `${stagingPath(reservedFolder(storage))}${reservedEnding}`;
  let reserved = 0;
  const reserve = async (bytes: number): Promise<void> => {
    if (limit === undefined) return;
    await makeFolder(reservedFolder(storage));
    // First said, then looked: of two that do so at the same time, at least one sees the other.
    await writeFileDurably(own, String(bytes));
    const used = (await usedBytes(storage, own)) - freedBytes;
    if (used + bytes > limit) throw new ResteraError("project-quota", { project, limit, used });
    reserved = bytes;
  };
  const check = async (bytes: number): Promise<void> => {
    if (maxProjectBytes !== undefined && bytes > maxProjectBytes) {
      throw new ResteraError("project-too-large", { project, limit: maxProjectBytes });
    }
    if (limit === undefined || bytes <= reserved) return;
    try {
      await reserve(reserved === 0 ? bytes : Math.max(bytes, reserved + stepBytes));
    } catch {
      await reserve(bytes);
    }
  };
  try {
    return await work({
      check,
      checkAgain: () => reserve(reserved),
      guard: (entries) => guarded(entries, check),
    });
  } finally {
    await rm(own, { force: true });
  }
}

async function* guarded(
  entries: AsyncIterable<StoredFile>,
  check: Room["check"],
): AsyncGenerator<StoredFile> {
  let bytes = 0;
  for await (const entry of entries) {
    yield {
      ...entry,
      content: async function* () {
        for await (const part of entry.content()) {
          bytes += part.length;
          await check(bytes);
          yield part;
        }
      },
    };
  }
}

/** What all projects take, those that others write included: those in folders by their files, archived ones by their archive; and the versions of all. */
async function usedBytes(storage: ProjectStorage, own: string): Promise<number> {
  // Before the projects: one that is done meanwhile counts twice rather than never.
  const reserved = await reservedBytes(reservedFolder(storage), own);
  const { projects } = await listAll(storage);
  const listed = projects.reduce((sum, { metadata, place }) => {
    const bytes = "folder" in place ? metadata.size_bytes : (metadata.archive_size_bytes ?? 0);
    return sum + bytes;
  }, 0);
  return reserved + listed + ((await storage.versions?.size()) ?? 0);
}

async function reservedBytes(folder: string, own: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const owner = name.slice(".restera-".length);
    if (path === own || !name.endsWith(reservedEnding) || stagingOwner(owner) === "gone") continue;
    bytes += Number(await readFile(path, "utf8").catch(() => "")) || 0;
  }
  return bytes;
}

/** Throws `project-no-space` when the disk has less than this left. */
export async function refuseFullDisk(
  folder: string,
  neededBytes: number,
  named: { readonly project: string; readonly storage: string },
): Promise<void> {
  const free = await freeBytes(folder);
  if (free === undefined || free >= neededBytes) return;
  throw new ResteraError("project-no-space", { ...named, free, needed: neededBytes });
}

/** What this user may still write there; undefined where the file system does not know. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if (isSystemError(error, "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "ENOENT")) return undefined;
    throw error;
  }
}
