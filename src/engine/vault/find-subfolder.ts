import { ResteraError } from "../../foundation/errors.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { nodeNameBytes } from "../tree/node-name.ts";
import type { TreeNode } from "../tree/tree-node.ts";
import type { VaultReader } from "./vault-reader.ts";

/** The node at a path of a snapshot; `undefined` for its root. Throws `path-not-in-snapshot`. */
export async function findNode(
  reader: VaultReader,
  snapshot: Snapshot,
  path: string | Uint8Array,
): Promise<TreeNode | undefined> {
  const bytes = Buffer.from(typeof path === "string" ? Buffer.from(path) : path);
  const parts = bytes
    .toString("latin1")
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  let node: TreeNode | undefined;
  for (const part of parts) {
    const treeId: string | null = node === undefined ? snapshot.tree : node.subtree;
    const nodes = treeId === null ? [] : await reader.tree(treeId);
    node = nodes.find(({ name }) => Buffer.from(nodeNameBytes(name)).toString("latin1") === part);
    if (node === undefined) throw notThere(snapshot, path);
  }
  return node;
}

/** The tree id of a folder of a snapshot. */
export async function findSubfolder(
  reader: VaultReader,
  snapshot: Snapshot,
  path: string,
): Promise<string> {
  const node = await findNode(reader, snapshot, path);
  if (node === undefined) return snapshot.tree;
  if (node.subtree === null) throw notThere(snapshot, path);
  return node.subtree;
}

function notThere(snapshot: Snapshot, path: string | Uint8Array): ResteraError {
  const text = typeof path === "string" ? path : Buffer.from(path).toString("utf8");
  return new ResteraError("path-not-in-snapshot", {
    path: text.replaceAll(/\/{2,}/g, "/"),
    snapshot: snapshot.id.slice(0, 8),
  });
}
