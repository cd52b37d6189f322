import { type FSWatcher, watch } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** What the system says of a folder and all below it. On Linux each folder is watched by itself: Node would watch every file. */
export class FolderHints {
  /** False when the system cannot watch all of it. */
  areComplete = true;
  readonly #folder: string;
  readonly #onProblem: (error: unknown) => void;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #isRecursive = process.platform !== "linux";
  #isHinted = false;
  #wake: () => void = () => undefined;

  constructor(folder: string, onProblem: (error: unknown) => void) {
    this.#folder = folder;
    this.#onProblem = onProblem;
  }

  /** Watches folders that came, and lets go of those that went. */
  async refresh(): Promise<void> {
    this.#isHinted = false;
    const there = new Set([this.#folder]);
    for (const folder of there) {
      // First it is watched, then looked at: what comes in between is seen by the one or the other.
      if (!this.#watchers.has(folder)) this.#add(folder);
      if (this.#isRecursive) break;
      for (const below of await foldersIn(folder)) there.add(below);
    }
    for (const [folder, watcher] of this.#watchers) {
      if (!there.has(folder)) this.#drop(folder, watcher);
    }
  }

  /** Resolves when something may have changed since `refresh`, or the signal is raised. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isHinted || signal.aborted) return resolve();
      this.#wake = resolve;
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  close(): void {
    for (const [folder, watcher] of this.#watchers) this.#drop(folder, watcher);
  }

  #add(folder: string): void {
    try {
      const watcher = watch(folder, { recursive: this.#isRecursive }, () => this.#hint());
      this.#watchers.set(folder, watcher);
      // It went away, or cannot be watched any more: the next comparison sees.
      watcher.on("error", () => {
        this.#drop(folder, watcher);
        this.#hint();
      });
    } catch (error) {
      const isGone = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (isGone || !this.areComplete) return;
      // ENOSPC and EMFILE: the system watches only so many (fs.inotify.max_user_watches).
      this.areComplete = false;
      this.#onProblem(error);
    }
  }

  #drop(folder: string, watcher: FSWatcher): void {
    watcher.close();
    this.#watchers.delete(folder);
  }

  #hint(): void {
    this.#isHinted = true;
    this.#wake();
  }
}

/** Folders right below in which documents are looked for. */
async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const isSkipped = (name: string) => name.startsWith(".") || name === "node_modules";
  return entries
    .filter((entry) => entry.isDirectory() && !isSkipped(entry.name))
    .map((entry) => join(folder, entry.name));
}
