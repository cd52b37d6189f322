import { lstatSync, readdirSync } from "node:fs";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import {
  bytesOf,
  displayOf,
  pathBuffer,
  toByteText,
  type ByteText,
  type PathLike,
} from "./byte-text.ts";
import { absolutePath, cleanPath, joinPath } from "./clean-path.ts";

/**
 * One node of what a snapshot will hold, plain data. Either `path` is there: that file or folder is
 * saved here with all below it; or `children` is: a folder above the targets, which takes its metadata
 * from `metadataPath` and of which only the children are saved. All paths are absolute and clean.
 */
export interface TargetNode {
  readonly name: Uint8Array<ArrayBuffer>;
  readonly path?: Uint8Array<ArrayBuffer>;
  /**
   * The user named this very path: the rules that leave things out do not apply to it, only to what is
   * below it (restic since 0.19).
   */
  readonly explicit?: boolean;
  /** To be read with `stat`: symbolic links are followed, and it must be a folder. */
  readonly metadataPath?: Uint8Array<ArrayBuffer>;
  /** By name in byte order. */
  readonly children?: readonly TargetNode[];
}

export interface Targets {
  /** The existing targets as given, made absolute: the `paths` of the snapshot. */
  readonly paths: readonly Uint8Array<ArrayBuffer>[];
  /** Targets that do not exist, as given: to be reported. */
  readonly missing: readonly Uint8Array<ArrayBuffer>[];
  /** The entries of the root tree, by name in byte order. */
  readonly roots: readonly TargetNode[];
}

/** Paths in here are relative or absolute as the user gave them: the tree's shape depends on it. */
interface Branch {
  readonly branches: Map<ByteText, Branch>;
  /** Of a first part: where it really is, such as `../foo`. */
  origin: ByteText | undefined;
  path: ByteText | undefined;
  explicit: boolean;
  metadataPath: ByteText | undefined;
}

/**
 * Lays the targets out as restic does (its `archiver` package, tree.go): the parts of each path become
 * nested folders without leading `..`; targets below one another are merged; a first part that two
 * roots share gets `-1`, `-2`… for the later ones; `.`, `..` and `/` stand for their entries.
 *
 * Throws `nothing-to-back-up` when no target exists, `target-unreadable` when a folder that has to be
 * listed for the layout cannot be.
 */
export function resolveTargets(targets: readonly PathLike[], workingFolder: PathLike): Targets {
  const base = cleanPath(toByteText(workingFolder));
  const existing: ByteText[] = [];
  const missing: ByteText[] = [];
  for (const target of targets.map((given) => toByteText(given))) {
    (exists(target, base) ? existing : missing).push(target);
  }
  if (existing.length === 0) {
    const details = { path: displayOf(missing[0] ?? base), problem: "it does not exist" };
    throw new ResteraError("nothing-to-back-up", details);
  }
  const trunk = createBranch();
  const seen = new Set<ByteText>();
  for (const { path, explicit } of existing.flatMap((target) => expandTarget(target, base))) {
    if (seen.has(path)) continue;
    seen.add(path);
    addTarget(trunk, path, explicit);
  }
  unroll(trunk, base);
  return {
    paths: existing.map((target) => bytesOf(absolutePath(target, base))),
    missing: missing.map((target) => bytesOf(target)),
    roots: childrenOf(trunk, base),
  };
}

function exists(target: ByteText, base: ByteText): boolean {
  // The empty path would mean the working folder once it is cleaned.
  if (target === "") return false;
  try {
    lstatSync(pathBuffer(absolutePath(target, base)));
    return true;
  } catch (error) {
    // Like restic, leave other problems to the backup itself, which reports them per file.
    return !isSystemError(error, "ENOENT");
  }
}

/** A target without a name of its own (`.`, `../..`, `/`) stands for its entries. */
function expandTarget(target: ByteText, base: ByteText): { path: ByteText; explicit: boolean }[] {
  const path = cleanPath(target);
  if (namesOf(path).length > 0) return [{ path, explicit: true }];
  return listFolder(absolutePath(path, base))
    .sort()
    .map((name) => ({ path: joinPath(path, name), explicit: false }));
}

/** The parts of a clean path that become folders: without `.` and leading `..`. */
function namesOf(path: ByteText): ByteText[] {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "..") as ByteText[];
}

/** The folder that holds the first part: `/`, `.`, `..`, `../..`. */
function rootOf(path: ByteText): ByteText {
  if (path.startsWith("/")) return "/" as ByteText;
  const ups = path.split("/").filter((part) => part === "..");
  return (ups.length === 0 ? "." : ups.join("/")) as ByteText;
}

function createBranch(): Branch {
  const nothing = undefined;
  return {
    branches: new Map(),
    origin: nothing,
    path: nothing,
    explicit: false,
    metadataPath: nothing,
  };
}

function addTarget(trunk: Branch, path: ByteText, explicit: boolean): void {
  const names = namesOf(path);
  const firstName = names[0] ?? ("" as ByteText);
  let folder = joinPath(rootOf(path), firstName);
  let branch = branchFor(trunk, firstName, folder);
  for (const name of names.slice(1)) {
    branch.metadataPath = folder;
    let next = branch.branches.get(name);
    if (next === undefined) branch.branches.set(name, (next = createBranch()));
    branch = next;
    folder = joinPath(folder, name);
  }
  branch.path = path;
  branch.explicit = explicit;
}

/**
 * The first part of a path: the same name from elsewhere is a different folder. restic compares only
 * the roots, and so mixes up `../foo` under its other name `foo-1` with a real `../foo-1`; we do not.
 */
function branchFor(trunk: Branch, name: ByteText, origin: ByteText): Branch {
  for (let number = 0; ; number += 1) {
    const candidate = (number === 0 ? name : `${name}-${number}`) as ByteText;
    let branch = trunk.branches.get(candidate);
    if (branch?.origin === origin) return branch;
    if (branch !== undefined) continue;
    branch = createBranch();
    branch.origin = origin;
    trunk.branches.set(candidate, branch);
    return branch;
  }
}

/** A target with other targets below it is replaced by its entries, so that only leaves are saved. */
function unroll(branch: Branch, base: ByteText): void {
  const { path } = branch;
  if (path !== undefined && branch.branches.size > 0) {
    for (const name of listFolder(absolutePath(path, base))) {
      let entry = branch.branches.get(name);
      if (entry === undefined) branch.branches.set(name, (entry = createBranch()));
      entry.path ??= joinPath(path, name);
    }
    branch.path = undefined;
    branch.explicit = false;
  }
  for (const child of branch.branches.values()) unroll(child, base);
}

function listFolder(path: ByteText): ByteText[] {
  try {
    return readdirSync(pathBuffer(path), "latin1") as ByteText[];
  } catch (cause) {
    const problem = problemOf(cause);
    throw new ResteraError("target-unreadable", { path: displayOf(path), problem, cause });
  }
}

function childrenOf(branch: Branch, base: ByteText): TargetNode[] {
  return [...branch.branches.entries()]
    .sort(([first], [second]) => (first < second ? -1 : 1))
    .map(([name, child]) => nodeOf(name, child, base));
}

function nodeOf(name: ByteText, branch: Branch, base: ByteText): TargetNode {
  const common = { name: bytesOf(name) };
  if (branch.path !== undefined) {
    const path = bytesOf(absolutePath(branch.path, base));
    return { ...common, path, explicit: branch.explicit };
  }
  const children = childrenOf(branch, base);
  if (branch.metadataPath === undefined) return { ...common, children };
  return { ...common, metadataPath: bytesOf(absolutePath(branch.metadataPath, base)), children };
}
