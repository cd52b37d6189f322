import { createHash, randomUUID } from "node:crypto";
import {
  constants,
  copyFile,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { isSystemError } from "../../../foundation/errors.ts";
import { makeFolders } from "../../make-folders.ts";

/** Part of a cached object. */
export interface CachedPart {
  readonly bytes: Uint8Array;
  /** Of the whole object. */
  readonly size: number;
  readonly modified: Date;
}

const hashName = /(?:^|\/)([0-9a-f]{64})$/;
/** After trimming, so that it does not happen again at once. */
const trimmedShare = 0.8;

/** The SHA-256 that a key promises for its content; undefined when its name is no hash. */
export function promisedHash(key: string): string | undefined {
  return hashName.exec(key)?.[1];
}

/**
 * Objects of one vault on disk, each under its key. What is read was found to have its hash; a file that has not is removed. It may
 * be emptied or deleted at any time, by anybody. Nothing in here throws: what cannot be read is not there.
 */
export class CacheFolder {
  readonly #root: string;
  readonly #maxBytes: number;
  /** Keys whose file was checked since the start; a file is hashed once, not for each range. */
  readonly #checked = new Set<string>();
  #bytes: Promise<number> | undefined;
  /** Nothing can be written there: then the cache is left alone. */
  isBroken = false;

  constructor(root: string, maxBytes: number) {
    this.#root = root;
    this.#maxBytes = maxBytes;
  }

  async read(
    key: string,
    range?: { readonly start: number; readonly end: number },
  ): Promise<CachedPart | undefined> {
    const path = this.#pathOf(key);
    try {
      const { size, mtime } = await stat(path);
      if (!this.#checked.has(key) && !(await this.#check(key, path))) return undefined;
      const start = Math.min(range?.start ?? 0, size);
      const end = Math.min(range?.end ?? size, size);
      return { bytes: await readPart(path, start, end), size, modified: mtime };
    } catch {
      this.#checked.delete(key);
      return undefined;
    }
  }

  /** Keeps bytes that were found to have the key's hash. */
  async keep(key: string, bytes: Uint8Array): Promise<void> {
    await this.#add(key, bytes.length, (path) => writeFile(path, bytes, { mode: 0o600 }));
    if (!this.isBroken) this.#checked.add(key);
  }

  /** Keeps a copy of a file; its hash is compared when it is read. */
  async keepFile(key: string, file: string, size: number): Promise<void> {
    await this.#add(key, size, (path) => copyFile(file, path, constants.COPYFILE_FICLONE));
  }

  /** Removes what lies in one of the vault's folders and is not among these keys. */
  async retain(folder: "index" | "snapshots", keys: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(join(this.#root, folder)).catch(() => [])) {
      const key = `${folder}/${name}`;
      if (promisedHash(key) === undefined || keys.has(key)) continue;
      this.#checked.delete(key);
      await rm(this.#pathOf(key), { force: true }).catch(() => undefined);
    }
  }

  async #check(key: string, path: string): Promise<boolean> {
    const found = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
    if (found !== promisedHash(key)) {
      await rm(path, { force: true });
      return false;
    }
    this.#checked.add(key);
    // The oldest go first when room is needed.
    const now = new Date();
    await utimes(path, now, now);
    return true;
  }

  /** The file appears whole or not at all; other processes may use the same folder. */
  async #add(key: string, size: number, write: (path: string) => Promise<void>): Promise<void> {
    if (this.isBroken) return;
    const path = this.#pathOf(key);
    const temporary = `${path}.${randomUUID()}`;
    try {
      await makeFolders(dirname(path), 0o700);
      await write(temporary);
      await rename(temporary, path);
      await this.#noteGrowth(size);
    } catch (error) {
      // A full disk must not stop a restore; without a folder every object would be fetched again and again.
      this.isBroken = !isSystemError(error, "ENOENT");
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  async #noteGrowth(size: number): Promise<void> {
    this.#bytes ??= sizeOf(this.#root).then((bytes) => bytes - size);
    const bytes = (await this.#bytes) + size;
    this.#bytes = Promise.resolve(bytes);
    if (bytes <= this.#maxBytes) return;
    this.#bytes = trim(this.#root, this.#maxBytes * trimmedShare);
    await this.#bytes;
  }

  #pathOf(key: string): string {
    return join(this.#root, ...key.split("/"));
  }
}

interface KeptFile {
  readonly path: string;
  readonly size: number;
  readonly usedMs: number;
}

async function sizeOf(root: string): Promise<number> {
  return (await filesBelow(root)).reduce((sum, { size }) => sum + size, 0);
}

/** Removes what was not used for longest until the rest fits; gives the size of the rest. */
async function trim(root: string, wantedBytes: number): Promise<number> {
  const files = (await filesBelow(root)).toSorted((a, b) => a.usedMs - b.usedMs);
  let bytes = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of files) {
    if (bytes <= wantedBytes) break;
    await rm(path, { force: true });
    bytes -= size;
  }
  return bytes;
}

async function filesBelow(root: string): Promise<KeptFile[]> {
  const files: KeptFile[] = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined) files.push({ path, size: found.size, usedMs: found.mtimeMs });
  }
  return files;
}

async function readPart(path: string, start: number, end: number): Promise<Uint8Array> {
  const handle = await open(path, "r");
  try {
    const bytes = Buffer.alloc(Math.max(0, end - start));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
    if (bytesRead !== bytes.length) throw new Error("the cached file is shorter than it was");
    return bytes;
  } finally {
    await handle.close();
  }
}
