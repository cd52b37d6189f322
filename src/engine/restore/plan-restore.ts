import { type BigIntStats, lstatSync, readdirSync } from "node:fs";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import {
  asPath,
  childPath,
  displayPath,
  type FsPath,
  pathBytes,
  pathFromBytes,
} from "../../foundation/fs-path.ts";
import { parseGoTime } from "../../foundation/go-time.ts";
import type { RestoreInput } from "../operations.ts";
import { compilePatterns, isMatched, match, type PatternList } from "../scan/patterns.ts";
import { nodeTypeOf } from "../tree/go-file-mode.ts";
import type { TreeNode } from "../tree/tree-node.ts";
import { Plan } from "./plan.ts";

/** Where trees come from. */
export interface TreeSource {
  tree(id: string): Promise<readonly TreeNode[]>;
}

export interface PlanRestoreOptions {
  readonly treeId: string;
  readonly target: FsPath;
  readonly input: RestoreInput;
  readonly signal: AbortSignal;
  /** Restera's own folders: nothing in them is ever deleted. */
  onItem?(count: number): void;
}

/** Decides everything that a restore does, and does nothing. Throws `usage` for bad patterns, `cancelled`. */
export async function planRestore(source: TreeSource, options: PlanRestoreOptions): Promise<Plan> {
  const planner = new RestorePlanner(source, options);
  await planner.folder(options.treeId, {
    path: options.target,
    inSnapshot: "",
    exists: isFolder(options.target),
  });
  return planner.plan;
}

/** A folder of the snapshot on its way to the target. */
interface Place {
  readonly path: FsPath;
  readonly inSnapshot: FsPath;
  /** It is there already, as a real folder. */
  readonly exists: boolean;
}

class RestorePlanner {
  readonly plan = new Plan();
  private readonly source: TreeSource;
  private readonly options: PlanRestoreOptions;
  private readonly selection: Selection;

  constructor(source: TreeSource, options: PlanRestoreOptions) {
    this.source = source;
    this.options = options;
    this.selection = new Selection(options.input);
  }

  async folder(treeId: string, place: Place): Promise<void> {
    if (this.options.signal.aborted) throw new ResteraError("cancelled");
    let nodes: readonly TreeNode[];
    try {
      nodes = await this.source.tree(treeId);
    } catch (error) {
      if (!(error instanceof ResteraError)) throw error;
      // Of the message's lines the first says what is damaged; nothing below this folder is known.
      const [problem = ""] = problemOf(error).split("\n");
      this.report(place.inSnapshot === "" ? "/" : place.inSnapshot, problem, true);
      return;
    }
    for (const node of nodes) await this.node(node, place);
    if (this.options.input.delete === true && place.exists) this.deletions(nodes, place);
  }

  private async node(node: TreeNode, place: Place): Promise<void> {
    const inSnapshot = childPath(place.inSnapshot === "" ? "/" : place.inSnapshot, node.name);
    const isDir = node.type === "dir";
    const { selected, enter } = this.selection.of(inSnapshot, isDir);
    if (!selected && !(isDir && enter)) return;
    const path = childPath(place.path, node.name);
    const stat = place.exists ? statOf(path) : undefined;
    if (isDir) await this.dir(node, { path, inSnapshot, stat, selected });
    else if (node.type === "socket" || node.type === "irregular")
      this.report(inSnapshot, `a ${node.type} cannot be restored`);
    else this.leaf(node, path, inSnapshot, stat);
  }

  private async dir(
    node: TreeNode,
    {
      path,
      inSnapshot,
      stat,
      selected,
    }: { path: FsPath; inSnapshot: FsPath; stat: BigIntStats | undefined; selected: boolean },
  ): Promise<void> {
    const exists = stat?.isDirectory() === true;
    if (stat !== undefined && !exists && this.options.input.overwrite === "never") {
      this.report(inSnapshot, "something that is no folder stands in its place");
      return;
    }
    // A link in the place of a folder is replaced, never followed.
    const replaces = stat !== undefined && !exists ? { replaces: "other" as const } : {};
    const at = this.plan.items.length;
    const action = exists ? "overwrite" : "create";
    // A folder above what was asked for is made, but keeps its own metadata.
    const item = {
      action,
      path,
      inSnapshot: displayPath(inSnapshot),
      type: "dir" as const,
      size: 0,
      ...replaces,
    } as const;
    if (selected) this.plan.add({ ...item, node });
    else if (!exists) this.plan.add({ ...item, node });
    await this.folder(node.subtree!, { path, inSnapshot, exists });
    // Nothing below was asked for: no empty folder is left behind.
    if (!selected && !exists && this.plan.items.length === at + 1) {
      this.plan.items.pop();
      this.plan.create--;
    }
  }

  private leaf(
    node: TreeNode,
    path: FsPath,
    inSnapshot: FsPath,
    stat: BigIntStats | undefined,
  ): void {
    const common = {
      path,
      inSnapshot: displayPath(inSnapshot),
      type: node.type,
      size: node.type === "file" ? node.size : 0,
      node,
    };
    if (stat === undefined) {
      this.plan.add({ action: "create", ...common });
    } else if (this.keeps(node, stat)) {
      this.plan.add({ action: "skip", ...common });
    } else if (stat.isDirectory()) {
      if (this.options.input.delete === true)
        this.plan.add({ action: "overwrite", ...common, replaces: "folder" });
      else this.report(inSnapshot, "a folder stands in its place; --delete would remove it");
    } else {
      const sameKind = node.type === "file" && nodeTypeOf(Number(stat.mode)) === "file";
      // A file with other names would change under all of them: it is replaced instead.
      const compare = sameKind && stat.nlink === 1n && stat.size === BigInt(node.size);
      this.plan.add({ action: "overwrite", ...common, replaces: "other", compare });
    }
  }

  /** What `--overwrite` says about something that exists. */
  private keeps(node: TreeNode, stat: BigIntStats): boolean {
    const mtime = parseGoTime(node.mtime) ?? 0n;
    switch (this.options.input.overwrite ?? "always") {
      case "never":
        return true;
      case "if-newer":
        return mtime <= stat.mtimeNs;
      case "if-changed":
        return (
          nodeTypeOf(Number(stat.mode)) === node.type &&
          stat.size === BigInt(node.size) &&
          sameTime(mtime, stat.mtimeNs)
        );
      case "always":
        return false;
    }
  }

  /** What the folder has and the snapshot does not, as far as it is selected. */
  private deletions(nodes: readonly TreeNode[], place: Place): void {
    const wanted = new Set(nodes.map(({ name }) => pathBytes(name).toString("latin1")));
    for (const entry of readdirSync(asPath(place.path), {
      withFileTypes: true,
      encoding: "buffer",
    })) {
      if (wanted.has(entry.name.toString("latin1"))) continue;
      const name = pathFromBytes(entry.name);
      const inSnapshot = childPath(place.inSnapshot === "" ? "/" : place.inSnapshot, name);
      if (!this.selection.of(inSnapshot, entry.isDirectory()).selected) continue;
      const type = entry.isDirectory() ? "dir" : entry.isSymbolicLink() ? "symlink" : "file";
      this.plan.add({
        action: "delete",
        path: childPath(place.path, name),
        inSnapshot: displayPath(inSnapshot),
        type,
        size: 0,
      });
    }
  }

  private report(path: FsPath, problem: string, damaged = false): void {
    const how = damaged ? { damaged } : {};
    this.plan.problems.push({ path: displayPath(path), during: "restore", problem, ...how });
  }
}

/** Node sets times through a double: two that are closer than that are the same. */
const TIME_TOLERANCE_NS = 500n;

function sameTime(a: bigint, b: bigint): boolean {
  const difference = a > b ? a - b : b - a;
  return difference <= TIME_TOLERANCE_NS;
}

/** restic's meaning of `--include` and `--exclude` for `restore`; paths begin at the snapshot's root. */
class Selection {
  private readonly includes: readonly PatternList[];
  private readonly excludes: readonly PatternList[];

  constructor({ include = [], iinclude = [], exclude = [], iexclude = [] }: RestoreInput) {
    if (include.length + iinclude.length > 0 && exclude.length + iexclude.length > 0) {
      throw new ResteraError("usage", {
        problem: "--include and --exclude cannot be used together",
      });
    }
    const lists = (plain: readonly string[], ignoring: readonly string[]): PatternList[] => [
      ...(plain.length > 0 ? [compilePatterns(plain)] : []),
      ...(ignoring.length > 0 ? [compilePatterns(ignoring, { ignoreCase: true })] : []),
    ];
    this.includes = lists(include, iinclude);
    this.excludes = lists(exclude, iexclude);
  }

  of(path: FsPath, isDir: boolean): { selected: boolean; enter: boolean } {
    if (this.excludes.length > 0) {
      const selected = !this.excludes.some((list) => isMatched(list, path));
      return { selected, enter: selected && isDir };
    }
    if (this.includes.length === 0) return { selected: true, enter: isDir };
    const matches = this.includes.map((list) => match(list, path));
    const selected = matches.some(({ matched }) => matched);
    return {
      selected,
      enter: isDir && (selected || matches.some(({ childMayMatch }) => childMayMatch)),
    };
  }
}

function statOf(path: FsPath): BigIntStats | undefined {
  try {
    return lstatSync(asPath(path), { bigint: true });
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}

function isFolder(path: FsPath): boolean {
  return statOf(path)?.isDirectory() === true;
}
