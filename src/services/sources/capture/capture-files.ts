import { glob, stat } from "node:fs/promises";
import { basename, relative, resolve, sep } from "node:path";
import { append } from "../../../foundation/append.ts";
import { isSystemError } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import {
  type Captured,
  type CapturedFile,
  type CaptureRun,
  type FilesSource,
  nothingThere,
} from "../source.ts";
import { settleDatabases } from "./settle-databases.ts";
import { isInside, realPath, walkFolder, type Walked } from "../walk-source.ts";

/**
 * Files and folders by path or pattern, below `sources/NAME/`. A source that is one folder has that folder's files there; one that is a single JSON file is
 * `sources/NAME.json`. Of several, each keeps its own name. A path that is not there is told, and the others are kept.
 */
export async function captureFiles(source: FilesSource, run: CaptureRun): Promise<Captured> {
  const prefix = `sources/${source.name}`;
  const [only] = source.paths;
  const isOne = source.paths.length === 1 && !isPattern(only!);
  if (isOne && (await isFile(only!)) && /\.json$/i.test(only!)) {
    return captured(`${prefix}.json`, {
      entries: [{ path: `${prefix}.json`, file: only! }],
      problems: [],
    });
  }
  const all: Walked = { entries: [], problems: [] };
  for (const path of source.paths) {
    throwIfCancelled(run.signal);
    const found = isPattern(path)
      ? await matching(path, prefix, run)
      : await capturePath(path, isOne ? prefix : `${prefix}/${basename(path)}`, run);
    if (found === undefined) {
      all.problems.push({ path, kind: "missing", problem: "it is not there" });
    } else {
      append(all.entries, found.entries);
      append(all.problems, found.problems);
    }
  }
  const isMissing =
    all.entries.length === 0 && all.problems.every(({ kind }) => kind === "missing");
  if (isMissing && all.problems.length > 0) return nothingThere;
  return captured(prefix, await settleDatabases(all, run));
}

function captured(topPath: string, { entries, problems }: Walked): Captured {
  return { isThere: true, topPaths: [topPath], entries, problems };
}

export function isPattern(path: string): boolean {
  return /[*?[\]{}]/.test(path);
}

async function capturePath(
  path: string,
  prefix: string,
  run: CaptureRun,
): Promise<Walked | undefined> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return await walkFolder(path, prefix, run);
    const isNamed = basename(prefix) === basename(path);
    const name = isNamed ? prefix : `${prefix}/${basename(path)}`;
    return { entries: [{ path: name, file: path }], problems: [] };
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}

/** What a pattern finds, by its way from the last folder without a pattern in it. */
async function matching(
  pattern: string,
  prefix: string,
  { signal, without = [] }: CaptureRun,
): Promise<Walked | undefined> {
  const never = await Promise.all(without.map(realPath));
  const parts = pattern.split(/[\\/]/);
  const base = resolve(parts.slice(0, parts.findIndex(isPattern)).join(sep) || sep);
  const entries = new Map<string, CapturedFile>();
  for await (const match of glob(pattern)) {
    throwIfCancelled(signal);
    const real = await realPath(resolve(match));
    if (never.some((each) => isInside(each, real)) || !(await isFile(match))) continue;
    const path = `${prefix}/${relative(base, match).replaceAll(sep, "/")}`;
    entries.set(path, { path, file: resolve(match) });
  }
  const sorted = [...entries.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return sorted.length === 0 ? undefined : { entries: sorted, problems: [] };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR", "EACCES", "ELOOP")) return false;
    throw error;
  }
}
