import { createHash } from "node:crypto";
import { displayPath, type FsPath, pathBytes } from "../../foundation/fs-path.ts";
import type { Problem, RestoreAction, RestorePlan } from "../operations.ts";
import type { NodeType, TreeNode } from "../tree/tree-node.ts";
import type { Metadata } from "./messages.ts";
import { metadataOf } from "./metadata-writer.ts";

const ID_DIGITS = 64;

/** What a restore needs of a node, and no more: a plan may have millions. */
export interface PlannedNode {
  readonly metadata: Metadata;
  /** Ids of a file's blobs, one after the other; see `blobIds`. */
  readonly content: string;
  /** Names the file that this is one of several links to. */
  readonly linkedTo?: string;
  /** Of a symbolic link. */
  readonly linktarget?: FsPath;
  /** Of a device. */
  readonly device?: bigint;
}

/** Takes from a node what restoring it needs. */
export function plannedNode(node: TreeNode, ownersByName: boolean): PlannedNode {
  const { type, links, inode, deviceId } = node;
  const isLinked = type === "file" && links > 1 && inode !== 0n;
  return {
    metadata: metadataOf(node, ownersByName),
    content: node.content?.length === 1 ? node.content[0]! : (node.content ?? []).join(""),
    ...(isLinked ? { linkedTo: `${deviceId}:${inode}` } : {}),
    ...(type === "symlink" ? { linktarget: node.linktarget } : {}),
    ...(type === "dev" || type === "chardev" ? { device: node.device } : {}),
  };
}

/** The ids of a file's blobs, in order. */
export function* blobIds({ content }: PlannedNode): Generator<string> {
  for (let at = 0; at < content.length; at += ID_DIGITS) yield content.slice(at, at + ID_DIGITS);
}

export function blobCount({ content }: PlannedNode): number {
  return content.length / ID_DIGITS;
}

/** One thing that a restore does. `path` is where it does it. */
export interface PlannedItem {
  readonly action: RestoreAction["action"];
  readonly path: FsPath;
  readonly type: NodeType;
  /** Bytes; 0 for everything but files. */
  readonly size: number;
  /** Absent for what is deleted or left as it is. */
  readonly node?: PlannedNode;
  /** Something stands there that has to go first. */
  readonly replaces?: "folder" | "other";
  /** A regular file stands there: what is right in it need not be fetched. */
  readonly compare?: boolean;
  /** Set once its content was found to be there already. */
  isKept?: boolean;
  /** Its content stays; owner, permissions and times are set. */
  readonly metadataOnly?: boolean;
}

/** Everything that a restore will do, in path order. */
export class Plan implements RestorePlan {
  readonly items: PlannedItem[] = [];
  readonly problems: Problem[] = [];
  create = 0;
  overwrite = 0;
  delete = 0;
  skip = 0;
  bytesTotal = 0;
  bytesSkipped = 0;

  add(item: PlannedItem): void {
    this.items.push(item);
    this[item.action]++;
    if (item.action === "delete") return;
    this.bytesTotal += item.size;
    if (item.action === "skip") this.bytesSkipped += item.size;
  }

  /** Takes back what was added last, which was no deletion. */
  removeLast(): void {
    const item = this.items.pop();
    if (item === undefined) return;
    this[item.action]--;
    this.bytesTotal -= item.size;
    if (item.action === "skip") this.bytesSkipped -= item.size;
  }

  /** Names exactly this plan: SHA-256 over every action, type, size and path. */
  get hash(): string {
    const digest = createHash("sha256");
    for (const { action, type, size, path } of this.items) {
      digest.update(`${action}\0${type}\0${size}\0`).update(pathBytes(path)).update("\0");
    }
    return digest.digest("hex");
  }

  *actions(): Generator<RestoreAction> {
    for (const { action, path, type, size, compare, isKept } of this.items) {
      const more = { ...(compare === true && { overFile: true }), ...(isKept && { isKept }) };
      yield { action, path: displayPath(path), type, size, ...more };
    }
  }
}
