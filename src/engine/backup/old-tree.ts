import { ResteraError } from "../../foundation/errors.ts";
import { decodeHexString } from "../../foundation/hex.ts";
import { DATA } from "../blob-type.ts";
import { type BlobTable, CLAIMED } from "../index/blob-table.ts";
import { decodeTree } from "../tree/decode-tree.ts";
import { contentEnd } from "../tree/encode-node.ts";
import { type NodeName, nodeNameKey } from "../tree/node-name.ts";
import type { TreeNode } from "../tree/tree-node.ts";

const OPENING = '{"nodes":[';
const CLOSING = "]}\n";
const CONTENT = ',"content":';
const ATTRIBUTES = ',"extended_attributes":[';

/**
 * A folder's tree of the parent snapshot. Most entries of most folders are unchanged, and then the new
 * node's text is the old one's letter for letter: so the old text is compared in place, in step with the
 * folder's sorted names, and only parsed when something differs.
 */
export class OldTree {
  private readonly id: string;
  private readonly text: string;
  private cursor: number;
  private inStep = true;
  private nodes: Map<string, TreeNode> | undefined;

  constructor(id: string, text: string) {
    this.id = id;
    this.text = text;
    this.cursor = OPENING.length;
    if (!text.startsWith(OPENING)) this.inStep = false;
  }

  /**
   * When the next old node begins with `head`, gives the rest of it (from `,"content":` on, or from
   * `,"extended_attributes":` on when `head` has none) and steps over it. `undefined` when it differs; from then on
   * only `find` works.
   */
  takeRest(head: string): string | undefined {
    if (!this.inStep) return undefined;
    const { text } = this;
    const restAt = this.cursor + head.length;
    const contentAt = text.startsWith(head, this.cursor) ? this.contentAfter(restAt) : -1;
    if (contentAt < 0) {
      this.inStep = false;
      return undefined;
    }
    // Nothing that follows `content` holds a brace.
    const end = text.indexOf("}", contentAt) + 1;
    const rest = text.slice(restAt, end);
    if (text.startsWith(",", end)) this.cursor = end + 1;
    else if (text.startsWith(CLOSING, end)) this.cursor = end;
    else {
      this.inStep = false;
      return undefined;
    }
    return rest;
  }

  /** Where `,"content":` is, with nothing but extended attributes before it; -1 when it is not. */
  private contentAfter(at: number): number {
    if (this.text.startsWith(CONTENT, at)) return at;
    if (!this.text.startsWith(ATTRIBUTES, at)) return -1;
    // Quotes inside names are escaped, so this cannot stand in one.
    const end = this.text.indexOf(`]${CONTENT}`, at);
    return end < 0 ? -1 : end + 1;
  }

  /** Notes that a node was found unchanged but gets another text. */
  markChanged(): void {
    this.inStep = false;
  }

  /** True when every old node was taken as it was, so that the tree itself is unchanged. */
  get isWhole(): boolean {
    return this.inStep && this.cursor === this.text.length - CLOSING.length;
  }

  find(name: NodeName): TreeNode | undefined {
    if (this.nodes === undefined) {
      this.nodes = new Map();
      for (const node of this.decode()) this.nodes.set(nodeNameKey(node.name), node);
    }
    return this.nodes.get(nodeNameKey(name));
  }

  /** The trees of the folders in it, by `nodeNameKey`. */
  subtrees(): Map<string, string> {
    const found = new Map<string, string>();
    for (const { name, subtree } of this.decode()) {
      if (subtree !== null) found.set(nodeNameKey(name), subtree);
    }
    return found;
  }

  /** A tree that makes no sense is no reason to stop: what is below it is read as if it were new. */
  private decode(): readonly TreeNode[] {
    try {
      return decodeTree(this.id, Buffer.from(this.text, "utf8"));
    } catch (error) {
      if (error instanceof ResteraError && error.code === "damaged") return [];
      throw error;
    }
  }
}

const scratch = new Uint8Array(32);

/**
 * True when the vault has every blob that a node's rest, `…,"content":["…",…]}`, lists, and they make up the file's
 * size: a node that lost some of its content, or noted its size wrongly, is not handed on to the next snapshot.
 */
export function hasContent(table: BlobTable, rest: string, size: number): boolean {
  const start = (rest.startsWith(CONTENT) ? 0 : rest.lastIndexOf(CONTENT)) + CONTENT.length + 2;
  let bytes = 0;
  for (let at = start; at + 64 < rest.length; at += 67) {
    const entry = decodeHexString(rest, at, scratch) ? table.find(DATA, scratch) : -1;
    if (entry < 0 || table.packOf(entry) === CLAIMED) return false;
    bytes += table.textBytes(entry);
  }
  return bytes === size;
}

/** The rest of a node's text for a file whose content is kept; `undefined` when some of it is gone. */
export function keptContent(
  table: BlobTable,
  content: readonly string[],
  size: number,
): string | undefined {
  const rest = contentEnd(content);
  return hasContent(table, rest, size) ? rest : undefined;
}

/** The id in `,"content":null,"subtree":"…"}`. */
export function subtreeOf(rest: string): string | undefined {
  const start = rest.indexOf('"subtree":"');
  return start < 0 ? undefined : rest.slice(start + 11, start + 75);
}
