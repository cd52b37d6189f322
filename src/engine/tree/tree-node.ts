import type { NodeName } from "./node-name.ts";

export const nodeTypes = [
  "file",
  "dir",
  "symlink",
  "dev",
  "chardev",
  "fifo",
  "socket",
  "irregular",
] as const;

export type NodeType = (typeof nodeTypes)[number];

export interface ExtendedAttribute {
  readonly name: string;
  readonly value: Uint8Array;
}

/** One entry of a tree (repository format, "Trees and Data"); a field that is not stored has its zero value. */
export interface TreeNode {
  readonly name: NodeName;
  readonly type: NodeType;
  /** Go's FileMode; see `unixPermissions`. */
  readonly mode: number;
  /** Times in RFC 3339; `parseGoTime` makes nanoseconds of them. */
  readonly mtime: string;
  readonly atime: string;
  readonly ctime: string;
  readonly uid: number;
  readonly gid: number;
  /** Names of the owner and the group, empty when unknown. */
  readonly user: string;
  readonly group: string;
  readonly inode: bigint;
  readonly deviceId: bigint;
  /** Bytes. */
  readonly size: number;
  readonly links: number;
  /** Where a symbolic link points to; bytes when the target is not UTF-8. */
  readonly linktarget: string | Uint8Array;
  readonly extendedAttributes: readonly ExtendedAttribute[];
  /** Attributes of other systems (Windows), as their JSON values; absent when there are none. */
  readonly genericAttributes: Readonly<Record<string, unknown>> | undefined;
  /** `st_rdev` of a device. */
  readonly device: bigint;
  /** Ids of the data blobs of a file, in order; null for everything else. */
  readonly content: readonly string[] | null;
  /** Id of the tree of a folder; null for everything else. */
  readonly subtree: string | null;
}
