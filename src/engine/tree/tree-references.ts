import { ResteraError, problemOf } from "../../foundation/errors.ts";
import { isId } from "../../foundation/hex.ts";
import { readInParts } from "./read-in-parts.ts";

/** What the nodes of a tree refer to, in order; a blob comes as often as it is used. */
export interface TreeReferences {
  /** Ids of data blobs. */
  readonly content: readonly string[];
  /** Ids of trees. */
  readonly subtrees: readonly string[];
}

interface Reference {
  readonly type?: unknown;
  readonly content?: unknown;
  readonly subtree?: unknown;
}

/** Reads only what a tree refers to, a third of the work of `decodeTree`. Throws `damaged`. */
export function treeReferences(id: string, text: Uint8Array): TreeReferences {
  try {
    const parts = readInParts(text, (part) => [referencesOf(part)]);
    if (parts.length === 1) return parts[0]!;
    return {
      content: parts.flatMap(({ content }) => content),
      subtrees: parts.flatMap(({ subtrees }) => subtrees),
    };
  } catch (cause) {
    throw new ResteraError("damaged", { object: `tree ${id}`, problem: problemOf(cause), cause });
  }
}

function referencesOf(text: string): TreeReferences {
  const nodes = (JSON.parse(text) as { nodes?: unknown } | null)?.nodes;
  if (nodes === null) return { content: [], subtrees: [] };
  if (!Array.isArray(nodes)) throw new Error("it has no list of nodes");
  const content: string[] = [];
  const subtrees: string[] = [];
  for (const node of nodes as (Reference | null)[]) {
    if (node?.type === "file" && Array.isArray(node.content)) {
      for (const blob of node.content as unknown[]) content.push(checked(blob));
    } else if (node?.type === "dir") {
      subtrees.push(checked(node.subtree));
    }
  }
  return { content, subtrees };
}

function checked(value: unknown): string {
  if (typeof value !== "string" || !isId(value)) throw new Error("a node refers to what is no id");
  return value;
}
