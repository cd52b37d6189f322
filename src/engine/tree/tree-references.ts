import { ResteraError, problemOf } from "../../foundation/errors.ts";
import { isId } from "../../foundation/hex.ts";

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
  const damaged = (problem: string, cause?: unknown): ResteraError =>
    new ResteraError("damaged", { object: `tree ${id}`, problem, cause });
  let nodes: unknown;
  try {
    const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
    nodes = (JSON.parse(bytes.toString("utf8")) as { nodes?: unknown } | null)?.nodes;
  } catch (cause) {
    throw damaged(problemOf(cause), cause);
  }
  if (nodes === null) return { content: [], subtrees: [] };
  if (!Array.isArray(nodes)) throw damaged("it has no list of nodes");
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

  function checked(value: unknown): string {
    if (typeof value !== "string" || !isId(value)) throw damaged("a node refers to what is no id");
    return value;
  }
}
