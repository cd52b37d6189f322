import { createHash } from "node:crypto";
import { createReadStream, type Stats } from "node:fs";
import { lstat, open, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { StoredFile } from "../../engine/portable/tar/stored-file.ts";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import { displayPath, pathFromBytes } from "../../foundation/fs-path.ts";
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
  /** Told of what is passed over because its name, or that of what it links to, is not UTF-8; absent: that is an error. */
  readonly onOdd?: OnOdd | undefined;
}

/** Bytes that are not UTF-8 are shown as `\xNN`. */
type OnOdd = (path: string, problem: string) => void;

/** Changes when anything in a folder is added, taken away or written to. */
export class FolderStamp {
  readonly #hash = createHash("sha256");

  add(path: string, { ino, size, mtimeMs, ctimeMs, mode }: Stats): void {
    this.#hash.update(`${path}\0${ino} ${size} ${mtimeMs} ${ctimeMs} ${mode}\n`);
  }

  /** What is passed over counts by its name alone. */
  addOdd(path: string): void {
    this.#hash.update(`${path}\0odd\n`);
  }

  digest(): string {
    return this.#hash.digest("hex");
  }

  /** Throws `project-unreadable`, `cancelled`; `project-name` unless odd names are passed over. */
  static async of(
    folder: string,
    signal?: AbortSignal,
    { passOdd = false }: { readonly passOdd?: boolean } = {},
  ): Promise<string> {
    const stamp = new FolderStamp();
    const onOdd = passOdd ? (path: string) => stamp.addOdd(path) : undefined;
    for await (const { path, stats } of walk(folder, { signal, onOdd })) stamp.add(path, stats);
    return stamp.digest();
  }
}

/** Looks at all of a folder without reading more than the manifests. Throws `project-unreadable`, `cancelled`. */
export async function measureFolder(
  folder: string,
  { signal, without }: WalkOptions = {},
): Promise<Measured> {
  const measure = new MeasureFiles();
  for await (const { path, file, stats } of walk(folder, { signal, without, onOdd: () => {} })) {
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
 * passed over. A file that changes is given at the size that it had when it was opened. Throws `project-unreadable`, `project-name`, `cancelled`.
 */
export async function* filesOf(
  folder: string,
  prefix: string,
  { signal, without, onStats, onOdd: told }: WalkOptions = {},
): AsyncGenerator<StoredFile> {
  const onOdd = told && ((path: string, problem: string) => told(prefix + path, problem));
  for await (const { path, file, stats } of walk(folder, { signal, without, onOdd })) {
    onStats?.(path, stats);
    const entry = await storedFileAt(prefix + path, file, stats, { signal, onOdd: told });
    if (entry !== undefined) yield entry;
  }
}

/** What is at a place, under another path; undefined for what holds nothing. */
export async function storedFileAt(
  path: string,
  file: string,
  stats: Stats,
  { signal, onOdd = refuseOdd }: Pick<WalkOptions, "signal" | "onOdd"> = {},
): Promise<StoredFile | undefined> {
  const common = { path, modifiedMs: stats.mtimeMs, mode: stats.mode & 0o777 };
  const empty = { size: 0, linkTarget: "", content: nothing };
  if (stats.isDirectory()) return { ...common, ...empty, kind: "folder" };
  if (stats.isSymbolicLink()) {
    const linkTarget = pathFromBytes(await readlink(file, "buffer"));
    if (typeof linkTarget === "string") return { ...common, ...empty, kind: "symlink", linkTarget };
    onOdd(path, "it is a link to a name that is not UTF-8");
    return undefined;
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
  { signal, without, onOdd = refuseOdd }: WalkOptions,
  above = "",
): AsyncGenerator<Walked> {
  throwIfCancelled(signal);
  const found = await orUnreadable(folder, () => readdir(folder, "buffer"));
  const names: string[] = [];
  for (const name of found.map((bytes) => pathFromBytes(bytes))) {
    if (typeof name === "string") names.push(name);
    else onOdd(above + displayPath(name), oddName);
  }
  for (const name of names.toSorted(byName)) {
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
    if (stats.isDirectory()) yield* walk(file, { signal, without, onOdd }, `${path}/`);
  }
}

function byName(a: string, b: string): number {
  return a < b ? -1 : 1;
}

/** What is said of a name that can be written in no list of ours. */
export const oddName = "its name is not UTF-8";

function refuseOdd(path: string, problem: string): never {
  throw new ResteraError("project-name", { path, problem });
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
