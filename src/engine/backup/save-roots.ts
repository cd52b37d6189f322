import { lstatSync, realpathSync } from "node:fs";
import { ResteraError } from "../../foundation/errors.ts";
import { asPath, displayPath } from "../../foundation/fs-path.ts";
import type { BackedUpItem } from "../operations.ts";
import type { TargetNode } from "../scan/targets.ts";
import { decodeTree } from "../tree/decode-tree.ts";
import { nodeNameJson, nodePrefix, subtreeEnd } from "../tree/encode-node.ts";
import { nodeNameFromBytes, nodeNameKey } from "../tree/node-name.ts";
import { sameNode } from "../tree/same-node.ts";
import type { TreeNode } from "../tree/tree-node.ts";
import type { VaultReader } from "../vault/vault-reader.ts";
import type { OldFolder } from "./messages.ts";
import type { Scheduler } from "./scheduler.ts";

/** What the folders above the targets are made with. */
export interface SaveRootsTools {
  readonly scheduler: Scheduler;
  /** Reads the parent snapshot's trees. */
  readonly reader: VaultReader;
  readonly withAtime: boolean;
}

/** Nodes of the parent snapshot, by `nodeNameKey`. */
type OldNodes = ReadonlyMap<string, TreeNode>;

/** Where the parent snapshot may hold the same names. Threads look for its tree by themselves, so that they need not wait. */
interface OldPlace extends OldFolder {
  /** What it has under the names of the folders above targets: read once, as there may be thousands. */
  readonly nodes: Promise<OldNodes>;
}

/** Saves the targets and the folders above them; gives the root tree's id, or `null` when nothing could be saved. */
export function saveRoots(
  roots: readonly TargetNode[],
  oldRoot: string | undefined,
  tools: SaveRootsTools,
): Promise<string | null> {
  if (oldRoot === undefined) return saveAll(roots, undefined, tools);
  const nodes = oldNodes(roots, Promise.resolve({ subtree: oldRoot }), tools);
  return saveAll(roots, { root: oldRoot, names: [], nodes }, tools);
}

async function saveAll(
  roots: readonly TargetNode[],
  old: OldPlace | undefined,
  tools: SaveRootsTools,
): Promise<string | null> {
  const nodes = await Promise.all(roots.map((node) => saveNode(node, old, tools)));
  const parts = nodes.filter((node) => node !== null);
  return parts.length === 0 ? null : tools.scheduler.run({ type: "tree", parts });
}

async function saveNode(
  node: TargetNode,
  place: OldPlace | undefined,
  tools: SaveRootsTools,
): Promise<string | null> {
  if (node.path !== undefined) {
    const { name, path, explicit = false } = node;
    const old = place === undefined ? {} : { old: { root: place.root, names: place.names } };
    return tools.scheduler.run({ type: "target", name, path, explicit, ...old });
  }
  const before = place?.nodes.then((nodes) => nodes.get(keyOf(node)));
  // It is asked for once what is below was saved.
  before?.catch(() => undefined);
  const own = place === undefined ? undefined : placeOf(node, place, before!, tools);
  const below = saveAll(node.children ?? [], own, tools);
  // Asked for meanwhile; a folder that is gone by now matters when something in it was saved.
  const head = headOf(node, tools);
  head.catch(() => undefined);
  const subtree = await below;
  if (subtree === null) return null;
  const text = (await head) + subtreeEnd(subtree);
  const above = displayPath(nodeNameFromBytes(node.metadataPath!));
  tools.scheduler.countAs(changeOf(text, await before), above);
  return text;
}

function placeOf(
  node: TargetNode,
  place: OldPlace,
  before: Promise<TreeNode | undefined>,
  tools: SaveRootsTools,
): OldPlace {
  const nodes = oldNodes(node.children ?? [], before, tools);
  return { root: place.root, names: [...place.names, node.name], nodes };
}

/** What the parent snapshot's folder has under the names of these, as far as they are above targets. */
async function oldNodes(
  children: readonly TargetNode[],
  folder: Promise<Pick<TreeNode, "subtree"> | undefined>,
  { reader }: SaveRootsTools,
): Promise<OldNodes> {
  const wanted = new Set(children.filter(({ path }) => path === undefined).map(keyOf));
  const id = wanted.size === 0 ? null : (await folder)?.subtree;
  if (typeof id !== "string") return new Map();
  try {
    const nodes = await reader.tree(id);
    const found = nodes.map((node) => [nodeNameKey(node.name), node] as const);
    return new Map(found.filter(([key]) => wanted.has(key)));
  } catch (error) {
    // A parent that cannot be read any more is no reason to stop: its files are read again.
    const known = error instanceof ResteraError && ["damaged", "blob-missing"].includes(error.code);
    if (known) return new Map();
    throw error;
  }
}

function keyOf({ name }: TargetNode): string {
  return nodeNameKey(nodeNameFromBytes(name));
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

/** What became of a folder above the targets since the parent snapshot. */
function changeOf(text: string, before: TreeNode | undefined): BackedUpItem["change"] {
  if (before?.type !== "dir") return "new";
  const [now] = decodeTree("of the backup", Buffer.from(`{"nodes":[${text}]}`));
  return sameNode(now!, before) ? "unmodified" : "changed";
}
