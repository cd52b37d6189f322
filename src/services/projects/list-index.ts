import { lstatSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { stagingPath } from "../../engine/portable/durable-file.ts";
import { makeFolder } from "../../stores/sync-folder.ts";
import type { ProjectMetadata } from "./project-metadata.ts";
import { indexPath, type ProjectStorage, stagingFolder } from "./project-storage.ts";

/** What tells one state of a file from another. */
export type Stamp = readonly [inode: number, size: number, modifiedMs: number, changedMs: number];

interface Seen {
  readonly stamp: Stamp;
  readonly metadata: ProjectMetadata;
}

/** Changes when what is kept of a file does. */
const format = 1;
const mostSeen = 200_000;
const mostIndexBytes = 512 << 20;
/** Fewer are read as quickly as their index. */
const worthwhile = 100;
/** An index is written anew when more than so much of it is not as the files are. */
const mostStaleShare = 0.02;
/** A file that changed so lately may change again without its times showing it. */
const settledMs = 2000;

/**
 * What was read of the files of a storage, in memory and in `.restera/index.json` for the next process. Each entry is believed only while its file is the same: the
 * files are the truth, and an index that is lost, damaged or old costs no more than reading them.
 */
export class ListIndex {
  readonly #root: string;
  readonly #path: string;
  readonly #staging: string;
  readonly #seen = new Map<string, Seen>();
  #loaded: Promise<void> | undefined;
  #stale = 0;

  constructor(storage: ProjectStorage) {
    this.#root = storage.root;
    this.#path = indexPath(storage);
    this.#staging = stagingFolder(storage);
  }

  /** Reads what another process has left, once. */
  async load(): Promise<void> {
    this.#loaded ??= this.#load();
    await this.#loaded;
  }

  /** What a file said, if it is as it was; `path` is absolute. */
  known(path: string, stamp: Stamp): ProjectMetadata | undefined {
    const before = this.#seen.get(path);
    return before !== undefined && isSame(before.stamp, stamp) ? before.metadata : undefined;
  }

  /** What a file says that had this stamp before it was read. */
  remember(path: string, stamp: Stamp, metadata: ProjectMetadata): void {
    if (Date.now() - stamp[3] < settledMs) return;
    if (this.#seen.size >= mostSeen) this.#seen.clear();
    this.#seen.set(path, { stamp, metadata });
    this.#stale += 1;
  }

  /** Writes the index when that will save the next process something; `paths` are those that there are. */
  async save(paths: ReadonlySet<string>): Promise<void> {
    for (const path of this.#seen.keys()) {
      if (paths.has(path)) continue;
      this.#seen.delete(path);
      this.#stale += 1;
    }
    const isWorthwhile = this.#seen.size >= worthwhile;
    if (!isWorthwhile || this.#stale <= this.#seen.size * mostStaleShare) return;
    this.#stale = 0;
    // Relative, so that the storage may be moved.
    const entries = [...this.#seen].map(([path, { stamp, metadata }]) => [
      path.slice(this.#root.length),
      stamp,
      metadata,
    ]);
    const staged = stagingPath(this.#staging);
    try {
      await makeFolder(this.#staging);
      await writeFile(staged, JSON.stringify({ format, entries }), { mode: 0o600 });
      await rename(staged, this.#path);
    } catch {
      // It only saves time: a storage that cannot be written is listed all the same.
      await rm(staged, { force: true }).catch(() => {});
    }
  }

  async #load(): Promise<void> {
    try {
      if (lstatSync(this.#path).size > mostIndexBytes) return;
      const index = JSON.parse(await readFile(this.#path, "utf8")) as {
        readonly format: number;
        readonly entries: readonly (readonly [string, Stamp, ProjectMetadata])[];
      };
      if (index.format !== format) return;
      for (const [path, stamp, metadata] of index.entries) {
        this.#seen.set(this.#root + path, { stamp, metadata });
      }
    } catch {
      // None, or none that can be read: the files are read instead.
      this.#seen.clear();
    }
  }
}

/**
 * Undefined when there is no such file, or none that can be looked at. Asked synchronously, which takes microseconds: a call in the thread pool takes ten times as long, and there may be
 * ten thousand of them.
 */
export function stampOf(path: string): Stamp | undefined {
  try {
    const stats = lstatSync(path, noError);
    return stats && [stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs];
  } catch {
    return undefined;
  }
}

const noError = { throwIfNoEntry: false } as const;

function isSame(a: Stamp, b: Stamp): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2] && a[3] === b[3];
}

const indexes = new Map<string, ListIndex>();
const mostIndexes = 16;

/** The one of this process for a storage. */
export function indexOf(storage: ProjectStorage): ListIndex {
  const known = indexes.get(storage.root);
  if (known !== undefined) return known;
  if (indexes.size >= mostIndexes) indexes.clear();
  const index = new ListIndex(storage);
  indexes.set(storage.root, index);
  return index;
}
