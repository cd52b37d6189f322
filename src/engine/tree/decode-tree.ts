import { ResteraError, problemOf } from "../../foundation/errors.ts";
import { decodeNode } from "./decode-node.ts";
import { compareNodeNames, displayNodeName } from "./node-name.ts";
import { readInParts, treeParts } from "./read-in-parts.ts";
import type { TreeNode } from "./tree-node.ts";

/** Quoting these numbers makes `JSON.parse` keep their digits. Text inside a string cannot match. */
const wideNumbers = /("(?:inode|device_id|device)"\s*:\s*)(\d{16,20})/g;

/**
 * Reads a tree that restic, rustic or anybody else wrote, and trusts nothing of it: every field is
 * checked, the nodes come back in the order of their raw names, and no name comes twice.
 *
 * @param id of the tree, for messages
 * @throws ResteraError `damaged`, when this is no tree that can be restored faithfully
 */
export function decodeTree(id: string, bytes: Uint8Array): readonly TreeNode[] {
  try {
    return inOrder(readInParts(bytes, decodeText));
  } catch (cause) {
    throw damaged(id, cause);
  }
}

function damaged(id: string, cause: unknown): ResteraError {
  return new ResteraError("damaged", { object: `tree ${id}`, problem: problemOf(cause), cause });
}

/**
 * The same, in some lists of nodes one after the other: of a folder of hundreds of thousands of entries not all are there at once. What
 * is damaged is thrown once the nodes before it were given.
 */
export function* decodeTreeParts(id: string, bytes: Buffer): Generator<readonly TreeNode[]> {
  let given = 0;
  try {
    for (const nodes of orderedParts(bytes)) {
      given += nodes.length;
      yield nodes;
    }
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw damaged(id, cause);
    const all = written(id, bytes);
    yield all.slice(given);
  }
}

/** All nodes in the order in which they are written. Throws what `decodeTree` throws. */
function written(id: string, bytes: Buffer): readonly TreeNode[] {
  try {
    const nodes = decodeText(bytes.toString("utf8"));
    inOrder(nodes);
    return nodes;
  } catch (cause) {
    throw damaged(id, cause);
  }
}

/** Throws a SyntaxError where a cut was wrong, or nodes are not in order. */
function* orderedParts(bytes: Buffer): Generator<readonly TreeNode[]> {
  let last: TreeNode | undefined;
  for (const text of treeParts(bytes)) {
    const nodes = decodeText(text);
    const [first] = nodes;
    const disorder =
      findDisorder(nodes) ??
      (last !== undefined && first !== undefined ? findDisorder([last, first]) : undefined);
    if (disorder !== undefined) throw new SyntaxError("its nodes are not in order");
    last = nodes.at(-1) ?? last;
    yield nodes;
  }
}

function decodeText(text: string): TreeNode[] {
  let items = parseItems(text);
  // Doubles hold 53 bits: read again, without losing digits, only if a number is wider than that.
  if (items.some(hasWideNumber)) items = parseItems(text.replace(wideNumbers, '$1"$2"'));
  return items.map(decodeNode);
}

function parseItems(text: string): unknown[] {
  const tree: unknown = JSON.parse(text);
  const items =
    typeof tree === "object" && tree !== null && "nodes" in tree ? tree.nodes : undefined;
  // Before restic 0.1 an empty folder could be `null`.
  if (items === null) return [];
  if (!Array.isArray(items)) throw new Error("it has no list of nodes");
  return items;
}

interface WideFields {
  readonly inode?: unknown;
  readonly device_id?: unknown;
  readonly device?: unknown;
}

function hasWideNumber(item: unknown): boolean {
  const fields = (item ?? {}) as WideFields;
  return isWide(fields.inode) || isWide(fields.device_id) || isWide(fields.device);
}

function isWide(value: unknown): boolean {
  return typeof value === "number" && value > Number.MAX_SAFE_INTEGER;
}

/** restic sorts nodes by their raw names; a tree that somebody sorted otherwise is put right. */
function inOrder(nodes: readonly TreeNode[]): readonly TreeNode[] {
  if (findDisorder(nodes) === undefined) return nodes;
  const sorted = nodes.toSorted((a, b) => compareNodeNames(a.name, b.name));
  const twice = findDisorder(sorted);
  if (twice === undefined) return sorted;
  throw new Error(`two nodes have the name ${displayNodeName(twice.name)}`);
}

/** The first node whose name does not come after the one before it. */
function findDisorder(nodes: readonly TreeNode[]): TreeNode | undefined {
  for (let i = 1; i < nodes.length; i += 1) {
    if (compareNodeNames(nodes[i - 1]!.name, nodes[i]!.name) >= 0) return nodes[i];
  }
  return undefined;
}
