import {
  copyFile,
  type FileHandle,
  lstat,
  mkdir,
  open,
  realpath,
  rename,
  rm,
  symlink,
  utimes,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { isSystemError, problemOf } from "../../../foundation/errors.ts";
import { stagingPath } from "../durable-file.ts";
import type { StoredFile } from "./stored-file.ts";
import { makeFolders } from "../../../stores/make-folders.ts";

const mostTimeMs = 8.64e15;
/** Files whose content is written and that wait for the disk: one at a time, small ones would take ten times as long. */
const mostSettling = 16;

/** What could not be written. */
export interface RestoreProblem {
  readonly path: string;
  readonly problem: string;
}

/**
 * A folder that is restored into. No path is followed through a link: each folder above a file is a real one, made here or looked at. Links
 * are made last, when nothing is written any more.
 */
export class RestoreTarget {
  readonly #folder: string;
  readonly #folders = new Set<string>(["."]);
  readonly #links: { readonly path: string; readonly kind: string; readonly to: string }[] = [];
  readonly #times: { readonly path: string; readonly modifiedMs: number }[] = [];
  readonly #settling = new Map<string, Promise<void>>();
  readonly #problems: RestoreProblem[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(target: string): Promise<RestoreTarget> {
    await makeFolders(target);
    return new RestoreTarget(await realpath(target));
  }

  /**
   * Writes one entry whose path was looked at before; gives the bytes written. A file replaces what has its name, some time before `finish` is done, which
   * also tells what went wrong with it then.
   */
  async write(path: string, entry: StoredFile): Promise<number> {
    if (entry.kind === "folder") {
      await this.#makeFolder(path);
      this.#times.push({ path, modifiedMs: entry.modifiedMs });
      return 0;
    }
    await this.#makeFolder(dirname(path));
    if (entry.kind !== "file") {
      this.#links.push({ path, kind: entry.kind, to: entry.linkTarget });
      return 0;
    }
    return await this.#writeFile(path, entry);
  }

  /** Sees all files through, makes the links, and sets the times of folders; gives what failed. */
  async finish(): Promise<RestoreProblem[]> {
    await this.settle();
    for (const { path, kind, to } of this.#links) {
      const full = join(this.#folder, path);
      try {
        const parts = to.split("/").filter((part) => part !== "" && part !== ".");
        // A hard link becomes a file of its own: its twin may be replaced later.
        if (kind === "hardlink") {
          const twin = join(this.#folder, ...parts);
          await putInPlace(full, (staged) => copyFile(twin, staged));
        } else await putInPlace(full, (staged) => symlink(to, staged));
      } catch (error) {
        this.#problems.push({ path, problem: problemOf(error) });
      }
    }
    for (const { path, modifiedMs } of this.#times.toReversed()) {
      await setTime(join(this.#folder, path), modifiedMs);
    }
    return this.#problems;
  }

  /** Waits for the files that are on their way to the disk. */
  async settle(): Promise<void> {
    await Promise.all(this.#settling.values());
  }

  async #makeFolder(path: string): Promise<void> {
    if (this.#folders.has(path)) return;
    await this.#makeFolder(dirname(path));
    const full = join(this.#folder, path);
    try {
      await mkdir(full);
    } catch (error) {
      if (!isSystemError(error, "EEXIST")) throw error;
      const stats = await lstat(full);
      if (!stats.isDirectory()) {
        throw new Error(`${path} is there and is no folder`, { cause: error });
      }
    }
    this.#folders.add(path);
  }

  async #writeFile(path: string, entry: StoredFile): Promise<number> {
    // The same name again: the later one has to be later.
    await this.#settling.get(path);
    const full = join(this.#folder, path);
    const staged = stagingPath(dirname(full));
    const handle = await open(staged, "wx", entry.mode);
    let size = 0;
    try {
      for await (const bytes of entry.content()) {
        for (let done = 0; done < bytes.length;) {
          done += (await handle.write(bytes, done)).bytesWritten;
        }
        size += bytes.length;
      }
    } catch (error) {
      await handle.close();
      await rm(staged, { force: true });
      throw error;
    }
    const settled = settleFile(handle, { staged, full, modifiedMs: entry.modifiedMs })
      .catch((error: unknown) => void this.#problems.push({ path, problem: problemOf(error) }))
      .finally(() => this.#settling.delete(path));
    this.#settling.set(path, settled);
    if (this.#settling.size >= mostSettling) await Promise.race(this.#settling.values());
    return size;
  }
}

/** On disk first, and only then under its name. */
async function settleFile(
  handle: FileHandle,
  { staged, full, modifiedMs }: { staged: string; full: string; modifiedMs: number },
): Promise<void> {
  try {
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await setTime(staged, modifiedMs);
    await rename(staged, full);
  } catch (error) {
    await rm(staged, { force: true });
    throw error;
  }
}

async function putInPlace(full: string, make: (staged: string) => Promise<void>): Promise<void> {
  const staged = stagingPath(dirname(full));
  try {
    await make(staged);
    await rename(staged, full);
  } catch (error) {
    await rm(staged, { force: true });
    throw error;
  }
}

async function setTime(path: string, modifiedMs: number): Promise<void> {
  if (!(Math.abs(modifiedMs) <= mostTimeMs)) return;
  await utimes(path, new Date(), new Date(modifiedMs));
}
