import { spawn } from "node:child_process";
import { lstat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { StoredFile } from "../../../engine/portable/tar/stored-file.ts";
import { isSystemError, problemOf, ResteraError } from "../../../foundation/errors.ts";
import {
  displayPath,
  type FsPath,
  asPath,
  childPath,
  pathFromBytes,
} from "../../../foundation/fs-path.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import { gitRemote } from "../git-remote.ts";
import {
  folderEntry,
  leaveOut,
  type LeftOut,
  type ProjectContent,
  withoutOutside,
} from "../project-content.ts";
import type { ProjectRun } from "../project-run.ts";
import { MeasureFiles, oddName, storedFileAt } from "../walk-project.ts";

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
  const odd: string[] = [];
  const all = await pathsIn(folder, run, odd);
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
    entries: (leftOut, later) => {
      for (const path of odd) leaveOut(leftOut, `source/${path}`, oddName);
      return entriesOf(folder, paths, leftOut, later);
    },
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
      const onOdd = (each: string, problem: string) => leaveOut(leftOut, each, problem);
      const run = { signal, onOdd };
      const entry = stats && (await storedFileAt(`source/${path}`, file, stats, run));
      if (entry !== undefined) yield entry;
    }
  };
  yield* withoutOutside(files(), leftOut);
}

/** In the order of names; below a submodule or a repository inside, what that one says. `odd` gets those that are not UTF-8. */
async function pathsIn(
  folder: string,
  run: ProjectRun,
  odd: string[],
  depth = 0,
): Promise<string[]> {
  if (depth > mostDepth) return [];
  const words = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const listed = pathsOf(await git(folder, words, run));
  for (const path of listed.filter((each) => typeof each !== "string")) {
    if ((await lstatOf(asPath(childPath(folder, path)))) !== undefined) odd.push(displayPath(path));
  }
  const named = listed.filter((each) => typeof each === "string");
  const paths: string[] = [];
  for (const path of new Set(named.map((each) => each.replace(/\/$/, "")))) {
    const stats = await lstatOf(join(folder, path));
    if (stats?.isDirectory() !== true) {
      paths.push(path);
    } else if ((await lstatOf(join(folder, path, ".git"))) !== undefined) {
      const oddBelow: string[] = [];
      const below = await pathsIn(join(folder, path), run, oddBelow, depth + 1);
      odd.push(...oddBelow.map((each) => `${path}/${each}`));
      for (const each of below) paths.push(`${path}/${each}`);
    }
  }
  return paths.toSorted();
}

/** As git gives them, each with a zero behind it. */
function pathsOf(listed: Buffer): FsPath[] {
  const paths: FsPath[] = [];
  for (let start = 0; start < listed.length;) {
    const end = listed.indexOf(0, start);
    paths.push(pathFromBytes(listed.subarray(start, end)));
    start = end + 1;
  }
  return paths;
}

/** Nothing that the repository's own configuration names is run. */
const harmless = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];

async function git(
  folder: string,
  words: readonly string[],
  { signal }: ProjectRun,
): Promise<Buffer> {
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
  if (code === 0) return Buffer.concat(out);
  const [said = ""] = Buffer.concat(problem).toString().trim().split("\n");
  throw new ResteraError("git-failed", { path: folder, problem: said });
}

async function lstatOf(path: string | Buffer) {
  try {
    return await lstat(path);
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
    const shown = displayPath(path);
    throw new ResteraError("project-unreadable", {
      ...{ path: shown, problem: problemOf(error), cause: error },
    });
  }
}
