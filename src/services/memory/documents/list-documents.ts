import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";

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
 * Markdown and JSON files below a folder, in no order; hidden ones and links are left out. What cannot be listed is told of, the
 * folder itself throws `memory-folder-missing`.
 */
export async function* listDocuments(
  folder: string,
  onProblem: (problem: DocumentProblem) => void,
): AsyncGenerator<DocumentFile> {
  const waiting = [""];
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    try {
      for await (const entry of await opendir(join(folder, below))) {
        const path = below === "" ? entry.name : `${below}/${entry.name}`;
        if (entry.name.startsWith(".") || skippedFolders.has(entry.name)) continue;
        if (entry.isDirectory()) waiting.push(path);
        if (!entry.isFile() || !extensions.test(entry.name)) continue;
        const { size, mtimeMs } = await stat(join(folder, path));
        yield { path, bytes: size, modifiedMs: Math.floor(mtimeMs) };
      }
    } catch (error) {
      const problem = problemOf(error);
      if (below === "") throw new ResteraError("memory-folder-missing", { path: folder, problem });
      onProblem({ path: below, problem });
    }
  }
}
