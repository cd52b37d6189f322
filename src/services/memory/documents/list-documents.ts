import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isSystemError, problemOf, ResteraError } from "../../../foundation/errors.ts";

/** A file that can be indexed. */
export interface DocumentFile {
  /** Below the folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

export interface DocumentProblem {
  readonly path: string;
  readonly problem: string;
}

const extensions = /\.(?:md|markdown|json)$/i;
const skippedFolders = new Set(["node_modules"]);

/**
 * Markdown and JSON files below a folder, in no order; hidden ones and links are left out. What cannot be listed is told of, and
 * whether it is gone, or has a name that nothing can be opened by; the folder itself throws `memory-folder-missing`.
 */
export async function* listDocuments(
  folder: string,
  onProblem: (problem: DocumentProblem, isGone: boolean) => void,
): AsyncGenerator<DocumentFile> {
  const tell = (path: string, error: unknown): void => {
    const isGone = isSystemError(error, "ENOENT");
    const isNameless = isGone && path.includes("\uFFFD");
    onProblem(
      { path, problem: isNameless ? "its name is no UTF-8 text" : problemOf(error) },
      isGone,
    );
  };
  const waiting = [""];
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    try {
      for await (const entry of await opendir(join(folder, below))) {
        const path = below === "" ? entry.name : `${below}/${entry.name}`;
        if (entry.name.startsWith(".") || skippedFolders.has(entry.name)) continue;
        if (entry.isDirectory()) waiting.push(path);
        if (!entry.isFile() || !extensions.test(entry.name)) continue;
        const file = await describeFile(folder, path).catch((error: unknown) => tell(path, error));
        if (file) yield file;
      }
    } catch (error) {
      const problem = problemOf(error);
      if (below === "") throw new ResteraError("memory-folder-missing", { path: folder, problem });
      tell(below, error);
    }
  }
}

async function describeFile(folder: string, path: string): Promise<DocumentFile> {
  const { size, mtimeMs } = await stat(join(folder, path));
  return { path, bytes: size, modifiedMs: Math.floor(mtimeMs) };
}
