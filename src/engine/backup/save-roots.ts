import { lstatSync, realpathSync } from "node:fs";
import { ResteraError } from "../../foundation/errors.ts";
import { asPath } from "../../foundation/fs-path.ts";
import { TREE } from "../blob-type.ts";
import type { TargetNode } from "../scan/targets.ts";
import { nodeNameJson, nodePrefix, subtreeEnd } from "../tree/encode-node.ts";
import { compareNodeNames, nodeNameFromBytes } from "../tree/node-name.ts";
import type { VaultReader } from "../vault/vault-reader.ts";
import type { Scheduler } from "./scheduler.ts";

/** What the folders above the targets are made with. */
export interface SaveRootsTools {
  readonly scheduler: Scheduler;
  /** Reads the parent snapshot's trees. */
  readonly reader: VaultReader;
  readonly withAtime: boolean;
}

/** Saves the targets and the folders above them; gives the root tree's id, or `null` when nothing could be saved. */
export async function saveRoots(
  roots: readonly TargetNode[],
  oldTree: string | undefined,
  tools: SaveRootsTools,
): Promise<string | null> {
  const nodes = await Promise.all(roots.map((node) => saveNode(node, oldTree, tools)));
  const parts = nodes.filter((node) => node !== null);
  return parts.length === 0 ? null : tools.scheduler.run({ type: "tree", parts });
}

async function saveNode(
  node: TargetNode,
  oldTree: string | undefined,
  tools: SaveRootsTools,
): Promise<string | null> {
  const known = oldTree === undefined ? {} : { oldTree };
  if (node.path !== undefined) {
    const { name, path, explicit = false } = node;
    return tools.scheduler.run({ type: "target", name, path, explicit, ...known });
  }
  const old = await oldSubtree(node, oldTree, tools);
  // Asked for before what takes long; a folder that is gone by now matters when something in it was saved.
  const head = headOf(node, tools);
  head.catch(() => undefined);
  const subtree = await saveRoots(node.children ?? [], old, tools);
  if (subtree === null) return null;
  const text = (await head) + subtreeEnd(subtree);
  tools.scheduler.folders[old === undefined ? "dirsNew" : await changeOf(text, oldTree!, tools)]++;
  return text;
}

/** The text of the node of a folder above the targets, up to what it holds. */
async function headOf(
  { name, metadataPath }: TargetNode,
  { scheduler, withAtime }: SaveRootsTools,
): Promise<string> {
  const path = realpathSync(asPath(metadataPath!), "buffer");
  const stat = lstatSync(path, { bigint: true });
  const attributes = await scheduler.run({ type: "attributes", path });
  return nodePrefix(nodeNameJson(nodeNameFromBytes(name)), stat, 0, withAtime) + (attributes ?? "");
}

/** A node that the parent snapshot has letter for letter is unmodified. */
async function changeOf(
  text: string,
  oldTree: string,
  { reader }: SaveRootsTools,
): Promise<"dirsChanged" | "dirsUnmodified"> {
  const nodes = await reader.blob(TREE, oldTree);
  return nodes.includes(text) ? "dirsUnmodified" : "dirsChanged";
}

async function oldSubtree(
  node: TargetNode,
  oldTree: string | undefined,
  { reader }: SaveRootsTools,
): Promise<string | undefined> {
  if (oldTree === undefined) return undefined;
  const name = nodeNameFromBytes(node.name);
  try {
    const nodes = await reader.tree(oldTree);
    return nodes.find((old) => compareNodeNames(old.name, name) === 0)?.subtree ?? undefined;
  } catch (error) {
    // A parent that cannot be read any more is no reason to stop: its files are read again.
    const known = error instanceof ResteraError && ["damaged", "blob-missing"].includes(error.code);
    if (known) return undefined;
    throw error;
  }
}
