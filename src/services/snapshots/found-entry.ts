import type { LsEntry } from "../../engine/operations.ts";
import type { TreeNode } from "../../engine/tree/tree-node.ts";
import { toEntry } from "./list-entries.ts";

/** An entry of a snapshot, with what `find` tells beside a listing. */
export interface FoundEntry extends LsEntry {
  readonly deviceId: bigint;
  readonly links: number;
}

export function toFoundEntry(node: TreeNode, path: string): FoundEntry {
  return { ...toEntry(node, path), deviceId: node.deviceId, links: node.links };
}
