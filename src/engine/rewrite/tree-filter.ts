import { hash } from "node:crypto";
import { ResteraError, problemOf } from "../../foundation/errors.ts";
import { childPath, displayPath, type FsPath } from "../../foundation/fs-path.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import { TREE } from "../blob-type.ts";
import type { BlobWriter } from "../repair/blob-writer.ts";
import { joinTree, type NodeText, splitTree, withSubtree } from "../repair/tree-text.ts";
import { compilePatterns, isMatched, match, type PatternList } from "../scan/patterns.ts";
import { decodeTree } from "../tree/decode-tree.ts";
import type { TreeNode } from "../tree/tree-node.ts";
import type { VaultReader } from "../vault/vault-reader.ts";

/** What is left of a folder, and the files in it and below. */
export interface FilteredTree {
  /** Absent where nothing is left, and the folder goes too. */
  readonly tree?: string;
  readonly files: number;
  readonly bytes: number;
}

/** Folders whose outcome is remembered: snapshots share most of theirs. */
const mostRemembered = 100_000;

interface Patterns {
  readonly exclude?: readonly string[];
  readonly iexclude?: readonly string[];
  readonly include?: readonly string[];
  readonly iinclude?: readonly string[];
}

/** Takes what patterns match, or what they do not match, out of trees. Nodes that stay keep every byte of theirs. */
export class TreeFilter {
  private readonly reader: VaultReader;
  /** Absent on a dry run. */
  private readonly writer: BlobWriter | undefined;
  private readonly signal: AbortSignal;
  private readonly excludes: readonly PatternList[];
  private readonly includes: readonly PatternList[];
  /** By path and tree. */
  private readonly known = new Map<string, FilteredTree>();

  constructor(
    reader: VaultReader,
    { exclude, iexclude, include, iinclude }: Patterns,
    writer: BlobWriter | undefined,
    signal: AbortSignal,
  ) {
    this.reader = reader;
    this.writer = writer;
    this.signal = signal;
    this.excludes = compiled(exclude, iexclude);
    this.includes = compiled(include, iinclude);
    if (this.excludes.length > 0 && this.includes.length > 0) {
      const problem = "--include and --exclude cannot be used together";
      throw new ResteraError("usage", { problem });
    }
  }

  get filters(): boolean {
    return this.excludes.length + this.includes.length > 0;
  }

  /** A tree by its id. Throws `damaged`, `blob-missing`. */
  async filtered(id: string, folder: FsPath = "/"): Promise<FilteredTree> {
    throwIfCancelled(this.signal);
    const key = `${displayPath(folder)}\0${id}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const found = await this.filter(id, folder);
    if (this.known.size < mostRemembered) this.known.set(key, found);
    return found;
  }

  private async filter(id: string, folder: FsPath): Promise<FilteredTree> {
    const kept: string[] = [];
    let [files, bytes, isSame] = [0, 0, true];
    for (const { node, text } of await this.nodes(id)) {
      const path = childPath(folder, node.name);
      if (this.leavesOut(node, path)) {
        isSame = false;
        continue;
      }
      if (node.type === "file") [files, bytes] = [files + 1, bytes + node.size];
      if (node.subtree === null) {
        kept.push(text.json);
        continue;
      }
      const below = await this.filtered(node.subtree, path);
      if (below.tree === undefined) {
        isSame = false;
        continue;
      }
      [files, bytes] = [files + below.files, bytes + below.bytes];
      isSame &&= below.tree === node.subtree;
      kept.push(below.tree === node.subtree ? text.json : withSubtree(text, below.tree));
    }
    if (kept.length === 0 && !this.keepsEmpty(folder)) return { files, bytes };
    return { tree: isSame ? id : await this.save(joinTree(kept)), files, bytes };
  }

  private leavesOut({ type }: TreeNode, path: FsPath): boolean {
    if (this.excludes.some((list) => isMatched(list, path))) return true;
    // What is wanted may be anywhere below a folder.
    if (this.includes.length === 0 || type === "dir") return false;
    return !this.includes.some((list) => {
      const { matched, childMayMatch } = match(list, path);
      return matched && childMayMatch;
    });
  }

  /** Where files are chosen, an empty folder stays only when it is chosen itself. */
  private keepsEmpty(folder: FsPath): boolean {
    return this.includes.length === 0 || this.includes.some((list) => isMatched(list, folder));
  }

  private async nodes(id: string): Promise<{ node: TreeNode; text: NodeText }[]> {
    const bytes = await this.reader.blob(TREE, id, { signal: this.signal });
    // Sees that it is a tree as a whole; its nodes come back in the order of their names, which need not be that of the text.
    decodeTree(id, bytes);
    try {
      return splitTree(bytes.toString("utf8")).map((text) => ({
        node: decodeTree(id, joinTree([text.json]))[0]!,
        text,
      }));
    } catch (cause) {
      throw new ResteraError("damaged", { object: `tree ${id}`, problem: problemOf(cause), cause });
    }
  }

  private async save(tree: Buffer): Promise<string> {
    const id = hash("sha256", tree, "hex");
    if (this.writer !== undefined && !this.reader.has(TREE, id)) await this.writer.save(TREE, tree);
    return id;
  }
}

function compiled(
  plain: readonly string[] = [],
  ignoring: readonly string[] = [],
): readonly PatternList[] {
  const lists = [compilePatterns(plain), compilePatterns(ignoring, { ignoreCase: true })];
  return lists.filter(({ isEmpty }) => !isEmpty);
}
