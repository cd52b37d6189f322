import { type NodeName, nodeNameFromBytes, nodeNameKey } from "../tree/node-name.ts";
import type { OldFolder } from "./messages.ts";
import { OldTree } from "./old-tree.ts";

/** Names of folders that are remembered, some 200 bytes each. */
const MOST_NAMES = 1 << 17;

/**
 * Finds folders of the parent snapshot for work that begins in the middle of it: targets, and folders that were handed
 * over. Those that follow one another are often in one folder with many others, or in folders beside one another.
 */
export class OldFolders {
  private readonly loadTree: (id: string) => string | undefined;
  /** The trees of the folders in each tree that was looked into, the one used last at the end. */
  private readonly subtrees = new Map<string, Map<string, string>>();
  private names = 0;
  /** Where the last target was. */
  private found: { readonly path: string; readonly tree: OldTree | undefined } | undefined;

  constructor(loadTree: (id: string) => string | undefined) {
    this.loadTree = loadTree;
  }

  /** `undefined` when there is none, or it cannot be had. */
  load(id: string | undefined): OldTree | undefined {
    const text = id === undefined ? undefined : this.loadTree(id);
    return text === undefined ? undefined : new OldTree(id!, text);
  }

  /** The tree of the folder of this name in another tree. */
  subtree(tree: string, name: NodeName): string | undefined {
    return this.subtreesOf(tree).get(nodeNameKey(name));
  }

  /** The folder that a target is in. */
  folder({ root, names }: OldFolder): OldTree | undefined {
    const path = [root, ...names.map((name) => Buffer.from(name).toString("latin1"))].join("/");
    if (this.found?.path !== path) {
      let id: string | undefined = root;
      for (const name of names) {
        id = id === undefined ? undefined : this.subtree(id, nodeNameFromBytes(name));
      }
      this.found = { path, tree: this.load(id) };
    }
    return this.found.tree;
  }

  private subtreesOf(tree: string): ReadonlyMap<string, string> {
    const found = this.subtrees.get(tree) ?? this.load(tree)?.subtrees() ?? new Map();
    if (!this.subtrees.delete(tree)) this.names += found.size + 1;
    this.subtrees.set(tree, found);
    for (const [oldest, { size }] of this.subtrees) {
      if (this.names <= MOST_NAMES || oldest === tree) break;
      this.subtrees.delete(oldest);
      this.names -= size + 1;
    }
    return found;
  }
}
