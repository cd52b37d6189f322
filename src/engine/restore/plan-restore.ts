import {
  type BigIntStats,
  type Dirent,
  lstatSync,
  readlinkSync,
  readdirSync,
  statSync,
} from "node:fs";
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
import type { Problem, RestoreInput } from "../operations.ts";
import { withReach } from "../disk/reach.ts";
import type { TreeNode } from "../tree/tree-node.ts";
import { Plan, type PlannedItem, type PlannedNode, plannedNode } from "./plan.ts";
import { isInside } from "./resolve-target.ts";
import { RestoreSelection } from "./restore-selection.ts";

/** Where trees come from. */
export interface TreeSource {
  tree(id: string): Promise<readonly TreeNode[]>;
}

export interface PlanRestoreOptions {
  readonly treeId: string;
  readonly target: FsPath;
  readonly input: RestoreInput;
  readonly signal: AbortSignal;
  /** The vault's own folder, absolute: nothing in it is ever written or deleted. */
  readonly vaultFolder?: string;
}

/** Decides everything that a restore does, and does nothing. Throws `usage` for bad patterns, `cancelled`. */
export async function planRestore(source: TreeSource, options: PlanRestoreOptions): Promise<Plan> {
  const planner = new RestorePlanner(source, options);
  await planner.root();
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
  private readonly selection: RestoreSelection;

  constructor(source: TreeSource, options: PlanRestoreOptions) {
    this.source = source;
    this.options = options;
    this.selection = new RestoreSelection(options.input);
  }

  /** Plans everything. Even an empty snapshot says what the target is to hold. */
  async root(): Promise<void> {
    const { target, treeId } = this.options;
    const place = { path: target, inSnapshot: "", exists: isTargetFolder(target) };
    await this.folder(treeId, place, this.selection.of("/", true).selected);
  }

  /** Plans a folder with all below it; true when something of it was asked for. */
  private async folder(treeId: string, place: Place, selected: boolean): Promise<boolean> {
    if (this.options.signal.aborted) throw new ResteraError("cancelled");
    let nodes: readonly TreeNode[];
    try {
      nodes = await this.source.tree(treeId);
    } catch (error) {
      if (!(error instanceof ResteraError)) throw error;
      // Of the message's lines the first says what is damaged; nothing below this folder is known.
      const [problem = ""] = problemOf(error).split("\n");
      this.report(place.inSnapshot === "" ? "/" : place.inSnapshot, problem, { damaged: true });
      return selected;
    }
    let wanted = selected;
    for (const node of nodes) {
      if (await this.node(node, place)) wanted = true;
    }
    if (wanted && this.options.input.delete === true && place.exists) this.deletions(nodes, place);
    return wanted;
  }

  private async node(node: TreeNode, place: Place): Promise<boolean> {
    const inSnapshot = childPath(place.inSnapshot === "" ? "/" : place.inSnapshot, node.name);
    const isDir = node.type === "dir";
    const { selected, enter } = this.selection.of(inSnapshot, isDir);
    if (!selected && !(isDir && enter)) return false;
    const path = childPath(place.path, node.name);
    if (path === this.options.vaultFolder) {
      this.report(inSnapshot, "left alone, because the vault itself lies there", {
        harmless: true,
      });
      return false;
    }
    const stat = place.exists ? statOf(path) : undefined;
    if (isDir) return this.dir(node, { path, inSnapshot, stat, selected });
    if (node.type === "socket") {
      this.report(inSnapshot, "a socket, which only its program can make", { harmless: true });
    } else if (node.type === "irregular") {
      this.report(inSnapshot, "of a kind that cannot be restored");
    } else if (node.type === "symlink" && node.linktarget.length === 0) {
      // restic keeps a link without its target when it may not read that.
      this.report(inSnapshot, "it is a link to nothing");
    } else {
      this.leaf(node, path, inSnapshot, stat);
    }
    return true;
  }

  private async dir(node: TreeNode, found: FoundFolder): Promise<boolean> {
    const { path, inSnapshot, stat, selected } = found;
    const exists = stat?.isDirectory() === true;
    if (stat !== undefined && !exists && this.options.input.overwrite === "never") {
      this.report(inSnapshot, "something that is no folder stands in its place");
      return false;
    }
    const at = this.plan.items.length;
    this.plan.add({
      action: exists ? "overwrite" : "create",
      path,
      type: "dir",
      size: 0,
      node: this.planned(node),
      // A link in the place of a folder is replaced, never followed.
      ...(stat !== undefined && !exists ? { replaces: "other" } : {}),
    });
    const wanted = await this.folder(node.subtree!, { path, inSnapshot, exists }, selected);
    // Nothing of it was asked for, and so nothing below it was added.
    if (!wanted && this.plan.items.length === at + 1) this.plan.removeLast();
    return wanted;
  }

  private leaf(
    node: TreeNode,
    path: FsPath,
    inSnapshot: FsPath,
    stat: BigIntStats | undefined,
  ): void {
    const size = node.type === "file" ? node.size : 0;
    const common = { path, type: node.type, size };
    if (stat !== undefined && this.keeps(node, stat)) {
      this.plan.add({ action: "skip", ...common });
      return;
    }
    const whole = { ...common, node: this.planned(node) };
    if (stat === undefined) {
      this.plan.add({ action: "create", ...whole });
    } else if (this.isUnchanged(node, path, stat)) {
      this.plan.add({ action: "skip", ...whole, metadataOnly: true });
    } else if (stat.isDirectory()) {
      this.replaceFolder({ action: "overwrite", ...whole, replaces: "folder" }, inSnapshot);
    } else {
      // What is right in a regular file need not be fetched.
      const compare = node.type === "file" && stat.isFile();
      this.plan.add({ action: "overwrite", ...whole, replaces: "other", compare });
    }
  }

  private planned(node: TreeNode): PlannedNode {
    return plannedNode(node, this.options.input.owners === "names");
  }

  /** An empty folder goes; for one that is not, somebody has to say so. */
  private replaceFolder(item: PlannedItem, inSnapshot: FsPath): void {
    if (this.holdsVault(item.path)) {
      this.report(inSnapshot, "left out, because the vault itself lies in its place");
    } else if (this.options.input.delete === true || isEmptyFolder(item.path)) {
      this.plan.add(item);
    } else {
      this.report(inSnapshot, "a folder stands in its place; --delete would remove it");
    }
  }

  /** What `--overwrite` says about something that exists. */
  private keeps(node: TreeNode, stat: BigIntStats): boolean {
    const { overwrite } = this.options.input;
    if (overwrite === "never") return true;
    return overwrite === "if-newer" && (parseGoTime(node.mtime) ?? 0n) <= stat.mtimeNs;
  }

  /**
   * `--overwrite if-changed` trusts a file's size and time, and leaves a link that points to the right place; the rest
   * of their metadata is set all the same.
   */
  private isUnchanged(node: TreeNode, path: FsPath, stat: BigIntStats): boolean {
    if (this.options.input.overwrite !== "if-changed") return false;
    if (node.type === "symlink") {
      return stat.isSymbolicLink() && linkTarget(path).equals(pathBytes(node.linktarget ?? ""));
    }
    const sameKind = node.type === "file" && stat.isFile();
    const mtime = parseGoTime(node.mtime) ?? 0n;
    return sameKind && stat.size === BigInt(node.size) && sameTime(mtime, stat.mtimeNs);
  }

  /** What the folder has and the snapshot does not, as far as it is selected. */
  private deletions(nodes: readonly TreeNode[], place: Place): void {
    const wanted = new Set(nodes.map(({ name }) => pathBytes(name).toString("latin1")));
    for (const entry of entriesOf(place.path)) {
      if (wanted.has(entry.name.toString("latin1"))) continue;
      const name = pathFromBytes(entry.name);
      const path = childPath(place.path, name);
      const inSnapshot = childPath(place.inSnapshot === "" ? "/" : place.inSnapshot, name);
      if (!this.selection.of(inSnapshot, entry.isDirectory()).selected) continue;
      if (this.holdsVault(path)) {
        this.report(inSnapshot, "not deleted, because the vault lies in it", { harmless: true });
        continue;
      }
      const type = entry.isDirectory() ? "dir" : entry.isSymbolicLink() ? "symlink" : "file";
      this.plan.add({ action: "delete", path, type, size: 0 });
    }
  }

  private holdsVault(path: FsPath): boolean {
    const { vaultFolder } = this.options;
    return typeof path === "string" && vaultFolder !== undefined && isInside(vaultFolder, path);
  }

  private report(
    path: FsPath,
    problem: string,
    how: Pick<Problem, "damaged" | "harmless"> = {},
  ): void {
    this.plan.problems.push({ path: displayPath(path), during: "restore", problem, ...how });
  }
}

/** A folder of the snapshot, and what stands in its place. */
interface FoundFolder {
  readonly path: FsPath;
  readonly inSnapshot: FsPath;
  readonly stat: BigIntStats | undefined;
  readonly selected: boolean;
}

/** Node sets times through a double: two that are closer than that are the same. */
const TIME_TOLERANCE_NS = 500n;

function sameTime(a: bigint, b: bigint): boolean {
  const difference = a > b ? a - b : b - a;
  return difference <= TIME_TOLERANCE_NS;
}

function linkTarget(path: FsPath): Buffer {
  return withReach(path, (access) => readlinkSync(access, "buffer"));
}

function statOf(path: FsPath): BigIntStats | undefined {
  try {
    return withReach(path, (access) => lstatSync(access, { bigint: true }));
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}

/** The target alone may be a link: whoever named it chose where it leads. */
function isTargetFolder(path: FsPath): boolean {
  return statSync(asPath(path), { throwIfNoEntry: false })?.isDirectory() === true;
}

function entriesOf(path: FsPath): Dirent<Buffer>[] {
  return withReach(path, (access) =>
    readdirSync(access, { withFileTypes: true, encoding: "buffer" }),
  );
}

function isEmptyFolder(path: FsPath): boolean {
  return entriesOf(path).length === 0;
}
