import { spawn } from "node:child_process";
import { lstat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { StoredFile } from "../../../engine/portable/tar/stored-file.ts";
import { isSystemError, problemOf, ResteraError } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import { gitRemote } from "../git-remote.ts";
import {
  folderEntry,
  type LeftOut,
  type ProjectContent,
  withoutOutside,
} from "../project-content.ts";
import type { ProjectRun } from "../project-run.ts";
import { MeasureFiles, storedFileAt } from "../walk-project.ts";

const mostDepth = 20;

/**
 * The files of a git working tree: what git tracks, and what it neither tracks nor ignores, as they are in the folder; submodules too. `without` is the
 * storage, should it be in there. Throws `git-failed`,
 * `project-unreadable`, `cancelled`.
 */
export async function gitContent(
  folder: string,
  without: string,
  run: ProjectRun,
): Promise<ProjectContent> {
  const all = await pathsIn(folder, run);
  const paths = all.filter((path) => !`${join(folder, path)}${sep}`.startsWith(without + sep));
  const measure = new MeasureFiles();
  for (const path of paths) {
    throwIfCancelled(run.signal);
    const file = join(folder, path);
    const stats = await lstatOf(file);
    if (stats?.isFile()) await measure.add(path, file, stats);
  }
  const measured = measure.measured();
  return {
    ...{ label: folder, expected: measured, measured, gitRepository: await gitRemote(folder) },
    entries: (leftOut, later) => entriesOf(folder, paths, leftOut, later),
  };
}

async function* entriesOf(
  folder: string,
  paths: readonly string[],
  leftOut: LeftOut[],
  { signal }: ProjectRun,
): AsyncGenerator<StoredFile> {
  yield folderEntry("source");
  yield folderEntry("artifacts");
  const files = async function* (): AsyncGenerator<StoredFile> {
    for (const path of paths) {
      throwIfCancelled(signal);
      const file = join(folder, path);
      // git still has what somebody removed.
      const stats = await lstatOf(file);
      const entry = stats && (await storedFileAt(`source/${path}`, file, stats, signal));
      if (entry !== undefined) yield entry;
    }
  };
  yield* withoutOutside(files(), leftOut);
}

/** In the order of names; below a submodule or a repository inside, what that one says. */
async function pathsIn(folder: string, run: ProjectRun, depth = 0): Promise<string[]> {
  if (depth > mostDepth) return [];
  const words = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const listed = (await git(folder, words, run)).split("\0").filter((path) => path !== "");
  const paths: string[] = [];
  for (const path of new Set(listed.map((each) => each.replace(/\/$/, "")))) {
    const stats = await lstatOf(join(folder, path));
    if (stats?.isDirectory() !== true) {
      paths.push(path);
    } else if ((await lstatOf(join(folder, path, ".git"))) !== undefined) {
      const below = await pathsIn(join(folder, path), run, depth + 1);
      for (const each of below) paths.push(`${path}/${each}`);
    }
  }
  return paths.toSorted();
}

/** Nothing that the repository's own configuration names is run. */
const harmless = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];

async function git(
  folder: string,
  words: readonly string[],
  { signal }: ProjectRun,
): Promise<string> {
  // Named, so that no repository further up is taken for it.
  const place = ["-C", folder, `--git-dir=${join(folder, ".git")}`, `--work-tree=${folder}`];
  const child = spawn("git", [...place, ...harmless, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    ...(signal !== undefined && { signal }),
  });
  const [out, problem]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (bytes: Buffer) => out.push(bytes));
  child.stderr.on("data", (bytes: Buffer) => problem.push(bytes));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).catch((error: unknown) => {
    throwIfCancelled(signal);
    const isMissing = isSystemError(error, "ENOENT");
    const said = isMissing ? "git is not installed" : problemOf(error);
    throw new ResteraError("git-failed", { path: folder, problem: said, cause: error });
  });
  if (code === 0) return Buffer.concat(out).toString();
  const [said = ""] = Buffer.concat(problem).toString().trim().split("\n");
  throw new ResteraError("git-failed", { path: folder, problem: said });
}

async function lstatOf(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
    throw new ResteraError("project-unreadable", { path, problem: problemOf(error), cause: error });
  }
}
