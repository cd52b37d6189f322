import type { ArchiveProblem } from "./archive-metadata.ts";
import type { DataNode } from "./data-tree.ts";

/** A file's parsed value; undefined for a broken one, which has no place in the result. */
export interface DataFile {
  readonly path: string;
  readonly value: unknown;
}

export interface DataClash {
  readonly path: string;
  readonly problem: string;
}

/**
 * The value of a node: a folder is an object by file stem, and the file of the folder's name is merged into it. Where both have a key, the
 * folder's stays and the clash is told.
 */
export function mergeData({ file, children }: DataNode<DataFile>, clashes: DataClash[]): unknown {
  if (children.size === 0) return file?.value;
  const merged = new Map<string, unknown>();
  for (const [key, child] of children) {
    const value = mergeData(child, clashes);
    if (value !== undefined) merged.set(key, value);
  }
  if (file?.value !== undefined) {
    const { value } = file;
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    const members = isObject ? Object.entries(value) : [[stemOf(file.path), value] as const];
    for (const [key, member] of members) {
      if (!merged.has(key)) merged.set(key, member);
      else clashes.push({ path: file.path, problem: clashText(key) });
    }
  }
  // Also a key `__proto__` becomes one like any other.
  return Object.fromEntries(merged);
}

/** Told of a file whose place in `data_sources` another file has: `a.json` beside `a.JSON`. */
export function takenProblem(source: string, path: string): ArchiveProblem {
  return { source, path, kind: "clash", problem: "another file gives the same key" };
}

/** Also for the writer that merges without parsing. */
export function clashText(key: string): string {
  return `its key ${key} is also a file of the folder, whose content was taken`;
}

export function stemOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.json$/i, "");
}
