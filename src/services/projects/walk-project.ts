import { createHash } from "node:crypto";
import { createReadStream, type Dirent, type Stats } from "node:fs";
import { lstat, open, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { StoredFile } from "../../engine/portable/tar/stored-file.ts";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import { frameworksIn, isManifest, mostManifestBytes } from "./detect-frameworks.ts";
import { isOwn, LanguageCount } from "./detect-languages.ts";

const chunkBytes = 1 << 20;

/** How much there is, and what it is. */
export interface Measured {
  readonly bytes: number;
  readonly files: number;
  readonly languages: readonly string[];
  readonly frameworks: readonly string[];
}

export interface WalkOptions {
  readonly signal?: AbortSignal | undefined;
  /** Absolute path of a folder that is passed over: the storage itself. */
  readonly without?: string | undefined;
  /** Told of everything before it is given. */
  readonly onStats?: (path: string, stats: Stats) => void;
}

/** Changes when anything in a folder is added, taken away or written to. */
export class FolderStamp {
  readonly #hash = createHash("sha256");

  add(path: string, { ino, size, mtimeMs, ctimeMs, mode }: Stats): void {
    this.#hash.update(`${path}\0${ino} ${size} ${mtimeMs} ${ctimeMs} ${mode}\n`);
  }

  digest(): string {
    return this.#hash.digest("hex");
  }

  /** Throws `project-unreadable`, `cancelled`. */
  static async of(folder: string, signal?: AbortSignal): Promise<string> {
    const stamp = new FolderStamp();
    for await (const { path, stats } of walk(folder, { signal })) stamp.add(path, stats);
    return stamp.digest();
  }
}

/** Looks at all of a folder without reading more than the manifests. Throws `project-unreadable`, `cancelled`. */
export async function measureFolder(
  folder: string,
  { signal, without }: WalkOptions = {},
): Promise<Measured> {
  const measure = new MeasureFiles();
  for await (const { path, file, stats } of walk(folder, { signal, without })) {
    if (stats.isFile()) await measure.add(path, file, stats);
  }
  return measure.measured();
}

/** Counts files, and finds out what they are written in. */
export class MeasureFiles {
  readonly #languages = new LanguageCount();
  readonly #frameworks = new Set<string>();
  #bytes = 0;
  #files = 0;

  async add(path: string, file: string, { size }: Stats): Promise<void> {
    this.#bytes += size;
    this.#files += 1;
    this.#languages.add(path, size);
    if (!isManifest(path) || !isOwn(path) || size > mostManifestBytes) return;
    const text = await readFile(file, "utf8").catch(() => "");
    for (const framework of frameworksIn(path, text)) this.#frameworks.add(framework);
  }

  measured(): Measured {
    const frameworks = [...this.#frameworks].toSorted();
    const found = { languages: this.#languages.languages(), frameworks };
    return { bytes: this.#bytes, files: this.#files, ...found };
  }
}

/**
 * All that is in a folder, in the order of names, as it goes below `prefix`. Folders and links are given as they are; sockets and pipes hold nothing and are
 * passed over. A file that changes is given at the size that it had when it was opened. Throws `project-unreadable`, `cancelled`.
 */
export async function* filesOf(
  folder: string,
  prefix: string,
  { signal, without, onStats }: WalkOptions = {},
): AsyncGenerator<StoredFile> {
  for await (const { path, file, stats } of walk(folder, { signal, without })) {
    onStats?.(path, stats);
    const entry = await storedFileAt(prefix + path, file, stats, signal);
    if (entry !== undefined) yield entry;
  }
}

/** What is at a place, under another path; undefined for what holds nothing. */
export async function storedFileAt(
  path: string,
  file: string,
  stats: Stats,
  signal?: AbortSignal,
): Promise<StoredFile | undefined> {
  const common = { path, modifiedMs: stats.mtimeMs, mode: stats.mode & 0o777 };
  const empty = { size: 0, linkTarget: "", content: nothing };
  if (stats.isDirectory()) return { ...common, ...empty, kind: "folder" };
  if (stats.isSymbolicLink()) {
    return { ...common, ...empty, kind: "symlink", linkTarget: await readlink(file) };
  }
  if (!stats.isFile()) return undefined;
  const content = () => contentOf(file, stats.size, signal);
  return { ...common, kind: "file", size: stats.size, linkTarget: "", content };
}

interface Walked {
  readonly path: string;
  readonly file: string;
  readonly stats: Stats;
}

async function* walk(
  folder: string,
  { signal, without }: WalkOptions,
  above = "",
): AsyncGenerator<Walked> {
  throwIfCancelled(signal);
  const names = await orUnreadable(folder, () => readdir(folder, { withFileTypes: true }));
  for (const { name } of names.toSorted(byName)) {
    const file = join(folder, name);
    const path = above + name;
    if (file === without) continue;
    let stats: Stats;
    try {
      stats = await lstat(file);
    } catch (error) {
      // It went away meanwhile.
      if (isSystemError(error, "ENOENT")) continue;
      throw unreadable(file, error);
    }
    yield { path, file, stats };
    if (stats.isDirectory()) yield* walk(file, { signal, without }, `${path}/`);
  }
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Exactly so many bytes: what is added meanwhile is left out. What is taken away meanwhile is an error. */
async function* contentOf(
  file: string,
  size: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  if (size === 0) return;
  let left = size;
  const handle = await orUnreadable(file, () => open(file, "r"));
  const stream = createReadStream(file, {
    fd: handle,
    highWaterMark: chunkBytes,
    end: size - 1,
  });
  try {
    for await (const bytes of stream as AsyncIterable<Uint8Array>) {
      throwIfCancelled(signal);
      left -= bytes.length;
      yield bytes;
    }
  } catch (error) {
    if (error instanceof ResteraError) throw error;
    throw unreadable(file, error);
  } finally {
    stream.destroy();
  }
  if (left > 0) throw unreadable(file, new Error("it became shorter while it was read"));
}

async function orUnreadable<Value>(path: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): ResteraError {
  return new ResteraError("project-unreadable", { path, problem: problemOf(error), cause: error });
}
