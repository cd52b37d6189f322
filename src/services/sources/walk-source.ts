import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { isSystemError, problemOf } from "../../foundation/errors.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import type { Captured, CapturedFile } from "./source.ts";

/** Of what was looked at: files in the order of their names, and what was left out. */
export interface Walked {
  readonly entries: CapturedFile[];
  readonly problems: {
    path: string;
    kind: Captured["problems"][number]["kind"];
    problem: string;
  }[];
}

export interface WalkOptions {
  readonly signal?: AbortSignal | undefined;
  /** Absolute paths that are never read: where archives are kept. */
  readonly without?: readonly string[] | undefined;
}

/**
 * All files of a folder, as they go below `prefix`. Links to files and folders inside it are followed, each folder once; those that lead out are told and
 * left out, so that nobody's link carries other files away.
 */
export async function walkFolder(
  folder: string,
  prefix: string,
  options: WalkOptions = {},
): Promise<Walked> {
  const found: Walked = { entries: [], problems: [] };
  const root = await realpath(folder);
  const without = await Promise.all((options.without ?? []).map((path) => realPath(path)));
  const walk = { root, seen: new Set([root]), found, ...options, without };
  await visit(root, prefix, walk);
  return found;
}

/** Where a path leads, also when it is not there. */
export async function realPath(path: string): Promise<string> {
  return await realpath(path).catch(() => path);
}

interface Walk extends WalkOptions {
  readonly root: string;
  readonly seen: Set<string>;
  readonly found: Walked;
}

async function visit(folder: string, prefix: string, walk: Walk): Promise<void> {
  throwIfCancelled(walk.signal);
  let names: Dirent[];
  try {
    names = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    walk.found.problems.push({ path: prefix, kind: "unreadable", problem: problemOf(error) });
    return;
  }
  for (const entry of names.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const [file, path] = [join(folder, entry.name), `${prefix}/${entry.name}`];
    if (walk.without?.includes(file) === true) continue;
    if (entry.isDirectory()) {
      walk.seen.add(file);
      await visit(file, path, walk);
    } else if (entry.isFile()) {
      walk.found.entries.push({ path, file });
    } else if (entry.isSymbolicLink()) {
      await follow(file, path, walk);
    }
    // Sockets, pipes and devices hold nothing.
  }
}

async function follow(link: string, path: string, walk: Walk): Promise<void> {
  const { root, seen, found } = walk;
  try {
    const target = await realpath(link);
    if (walk.without?.some((each) => isInside(each, target)) === true) return;
    if (!isInside(root, target)) {
      const problem = "it is a link that leads out of the folder, so it was left out";
      found.problems.push({ path, kind: "unreadable", problem });
      return;
    }
    const stats = await stat(target);
    if (stats.isFile()) found.entries.push({ path, file: target });
    // A folder that was seen is in the archive under its own name.
    if (stats.isDirectory() && !seen.has(target)) {
      seen.add(target);
      await visit(target, path, walk);
    }
  } catch (error) {
    const isDangling = isSystemError(error, "ENOENT", "ENOTDIR", "ELOOP");
    const problem = isDangling ? "it is a link that leads nowhere" : problemOf(error);
    found.problems.push({ path, kind: "unreadable", problem });
  }
}

/** True for a folder itself and for what is below it. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !way.startsWith(sep));
}
