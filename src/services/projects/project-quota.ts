import { statfs } from "node:fs/promises";
import type { StoredFile } from "../../engine/portable/tar/stored-file.ts";
import { isSystemError, ResteraError } from "../../foundation/errors.ts";
import { listAll } from "./list-all.ts";
import type { ProjectStorage } from "./project-storage.ts";

/** How many bytes may still be written for one project. */
export interface Room {
  /** Throws `project-too-large` or `project-quota` when so many bytes are too many. */
  check(bytes: number): void;
  /** The same entries; stops as soon as more comes than there is room for, whatever was said before. */
  guard(entries: AsyncIterable<StoredFile>): AsyncGenerator<StoredFile>;
}

/** Looks at how much there is room for. `freedBytes` are given back when the work is done. */
export async function roomFor(
  storage: ProjectStorage,
  project: string,
  freedBytes = 0,
): Promise<Room> {
  const { maxProjectBytes, totalBytes } = storage;
  const used = totalBytes === undefined ? 0 : (await usedBytes(storage)) - freedBytes;
  const check = (bytes: number): void => {
    if (maxProjectBytes !== undefined && bytes > maxProjectBytes) {
      throw new ResteraError("project-too-large", { project, limit: maxProjectBytes });
    }
    if (totalBytes !== undefined && used + bytes > totalBytes) {
      throw new ResteraError("project-quota", { project, limit: totalBytes, used });
    }
  };
  return { check, guard: (entries) => guarded(entries, check) };
}

async function* guarded(
  entries: AsyncIterable<StoredFile>,
  check: (bytes: number) => void,
): AsyncGenerator<StoredFile> {
  let bytes = 0;
  for await (const entry of entries) {
    yield {
      ...entry,
      content: async function* () {
        for await (const part of entry.content()) {
          bytes += part.length;
          check(bytes);
          yield part;
        }
      },
    };
  }
}

/** What all projects take: those in folders by their files, archived ones by their archive. */
async function usedBytes(storage: ProjectStorage): Promise<number> {
  const { projects } = await listAll(storage);
  return projects.reduce((sum, { metadata, place }) => {
    const bytes = "folder" in place ? metadata.size_bytes : (metadata.archive_size_bytes ?? 0);
    return sum + bytes;
  }, 0);
}

/** Throws `project-not-written` when the disk has less than this left. */
export async function refuseFullDisk(
  folder: string,
  neededBytes: number,
  named: { readonly project: string; readonly storage: string },
): Promise<void> {
  const free = await freeBytes(folder);
  if (free === undefined || free >= neededBytes) return;
  const problem = `the disk has ${free} bytes left, and it needs ${neededBytes}`;
  throw new ResteraError("project-not-written", { ...named, problem });
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
