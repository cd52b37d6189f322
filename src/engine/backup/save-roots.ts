import { lstatSync, realpathSync } from "node:fs";
import { ResteraError } from "../../foundation/errors.ts";
import { asPath } from "../../foundation/fs-path.ts";
import { TREE } from "../blob-type.ts";
import type { TargetNode } from "../scan/targets.ts";
import { nodeNameJson, nodePrefix, subtreeEnd } from "../tree/encode-node.ts";
import { compareNodeNames, nodeNameFromBytes } from "../tree/node-name.ts";
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

/** Where the parent snapshot may hold the same names. */
interface OldPlace extends OldFolder {
  /** The folder's tree. Threads look for it by themselves, so that they need not wait. */
  readonly tree: Promise<string | undefined>;
}

/** Saves the targets and the folders above them; gives the root tree's id, or `null` when nothing could be saved. */
export function saveRoots(
  roots: readonly TargetNode[],
  oldRoot: string | undefined,
  tools: SaveRootsTools,
): Promise<string | null> {
  const tree = Promise.resolve(oldRoot);
  return saveAll(
    roots,
    oldRoot === undefined ? undefined : { root: oldRoot, names: [], tree },
    tools,
  );
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
  const own = place === undefined ? undefined : placeOf(node, place, tools);
  const below = saveAll(node.children ?? [], own, tools);
  // Asked for meanwhile; a folder that is gone by now matters when something in it was saved.
  const head = headOf(node, tools);
  head.catch(() => undefined);
  const subtree = await below;
  if (subtree === null) return null;
  const text = (await head) + subtreeEnd(subtree);
  const isOld = (await own?.tree) !== undefined;
  tools.scheduler.folders[isOld ? await changeOf(text, place!, tools) : "dirsNew"]++;
  return text;
}

function placeOf(node: TargetNode, place: OldPlace, { reader }: SaveRootsTools): OldPlace {
  const tree = place.tree.then((above) => oldSubtree(node, above, reader));
  // It is asked for once what is below was saved.
  tree.catch(() => undefined);
  return { root: place.root, names: [...place.names, node.name], tree };
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
  place: OldPlace,
  { reader }: SaveRootsTools,
): Promise<"dirsChanged" | "dirsUnmodified"> {
  const nodes = await reader.blob(TREE, (await place.tree)!);
  return nodes.includes(text) ? "dirsUnmodified" : "dirsChanged";
}

async function oldSubtree(
  node: TargetNode,
  oldTree: string | undefined,
  reader: VaultReader,
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
