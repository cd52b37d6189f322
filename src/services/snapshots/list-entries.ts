import type { LsEntry } from "../../engine/operations.ts";
import { displayPath } from "../../foundation/fs-path.ts";
import { unixPermissions } from "../../engine/tree/go-file-mode.ts";
import type { TreeNode } from "../../engine/tree/tree-node.ts";
import type { Snapshot } from "../../engine/snapshot/snapshot.ts";
import { findSubfolder } from "../../engine/vault/find-subfolder.ts";
import type { VaultReader } from "../../engine/vault/vault-reader.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";

/** What a listing shows: folders by path, and with `recursive` all below them. */
export interface ListInput {
  readonly paths?: readonly string[];
  readonly recursive?: boolean;
  /** Also the folders on the way to `paths`, so that all that is shown has its parent. */
  readonly withParents?: boolean;
  /** Empty for the whole snapshot; paths then begin at this folder. */
  readonly subfolder: string;
  readonly signal?: AbortSignal;
}

/**
 * Lists a snapshot depth first, folders before their content. Without paths: everything. With paths, as
 * `restic ls` has it: those entries, the folders' direct entries, and with `recursive` all below.
 */
export async function* listEntries(
  reader: VaultReader,
  snapshot: Snapshot,
  input: ListInput,
): AsyncGenerator<LsEntry> {
  const root = await findSubfolder(reader, snapshot, input.subfolder);
  const wanted = (input.paths ?? []).map((path) => `/${path.split("/").filter(Boolean).join("/")}`);
  yield* listFolder(reader, root, "/", wanted, input);
}

async function* listFolder(
  reader: VaultReader,
  treeId: string,
  folder: string,
  wanted: readonly string[],
  input: ListInput,
): AsyncGenerator<LsEntry> {
  throwIfCancelled(input.signal);
  for (const nodes of await reader.treeParts(treeId)) {
    for (const node of nodes) {
      const path =
        folder === "/" ? `/${displayPath(node.name)}` : `${folder}/${displayPath(node.name)}`;
      const isOnTheWay = input.withParents === true && wanted.some((want) => isBelow(want, path));
      if (isOnTheWay || isShown(path, folder, wanted, input.recursive === true)) {
        yield toEntry(node, path);
      }
      if (node.subtree !== null && isEntered(path, wanted, input.recursive === true)) {
        yield* listFolder(reader, node.subtree, path, wanted, input);
      }
    }
  }
}

function isShown(
  path: string,
  folder: string,
  wanted: readonly string[],
  recursive: boolean,
): boolean {
  if (wanted.length === 0) return true;
  return wanted.some(
    (want) => path === want || folder === want || (recursive && isBelow(path, want)),
  );
}

function isEntered(path: string, wanted: readonly string[], recursive: boolean): boolean {
  if (wanted.length === 0) return true;
  return wanted.some(
    (want) => path === want || isBelow(want, path) || (recursive && isBelow(path, want)),
  );
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder === "/" ? "/" : `${folder}/`);
}

/** A node as listings show it. */
export function toEntry(node: TreeNode, path: string): LsEntry {
  return {
    path,
    name: displayPath(node.name),
    type: node.type,
    permissions: unixPermissions(node.mode),
    mode: node.mode,
    uid: node.uid,
    gid: node.gid,
    ...(node.user === "" ? {} : { user: node.user }),
    ...(node.group === "" ? {} : { group: node.group }),
    size: node.size,
    mtime: node.mtime,
    atime: node.atime,
    ctime: node.ctime,
    inode: node.inode,
    deviceId: node.deviceId,
    links: node.links,
    ...(node.type === "symlink" ? { linkTarget: displayPath(node.linktarget) } : {}),
  };
}
