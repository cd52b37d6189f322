import type { NodeType } from "./tree-node.ts";

// Bits of Go's os.FileMode (package io/fs). They reach bit 31, so they are added, not shifted.
const goDirectory = 0x8000_0000;
const goSymlink = 0x0800_0000;
const goDevice = 0x0400_0000;
const goNamedPipe = 0x0200_0000;
const goSocket = 0x0100_0000;
const goSetuid = 0x0080_0000;
const goSetgid = 0x0040_0000;
const goCharDevice = 0x0020_0000;
const goSticky = 0x0010_0000;

const unixTypeMask = 0o170000;
const unixSetuid = 0o4000;
const unixSetgid = 0o2000;
const unixSticky = 0o1000;

interface FileKind {
  readonly type: NodeType;
  readonly goBits: number;
}

/** By the type bits of Unix's `st_mode`. */
const kinds = new Map<number, FileKind>([
  [0o100000, { type: "file", goBits: 0 }],
  [0o040000, { type: "dir", goBits: goDirectory }],
  [0o120000, { type: "symlink", goBits: goSymlink }],
  [0o060000, { type: "dev", goBits: goDevice }],
  [0o020000, { type: "chardev", goBits: goDevice + goCharDevice }],
  [0o010000, { type: "fifo", goBits: goNamedPipe }],
  [0o140000, { type: "socket", goBits: goSocket }],
]);

const irregular: FileKind = { type: "irregular", goBits: 0x0008_0000 };

function kindOf(unixMode: number): FileKind {
  return kinds.get(unixMode & unixTypeMask) ?? irregular;
}

/** The node's type for a `st_mode`. */
export function nodeTypeOf(unixMode: number): NodeType {
  return kindOf(unixMode).type;
}

/** Go's FileMode, as a node's `mode` holds it, for a `st_mode`. */
export function goFileMode(unixMode: number): number {
  let mode = kindOf(unixMode).goBits + (unixMode & 0o777);
  if ((unixMode & unixSetuid) !== 0) mode += goSetuid;
  if ((unixMode & unixSetgid) !== 0) mode += goSetgid;
  if ((unixMode & unixSticky) !== 0) mode += goSticky;
  return mode;
}

/** The twelve permission bits (0o7777) for `chmod` in a node's `mode`. */
export function unixPermissions(goMode: number): number {
  let permissions = goMode & 0o777;
  if ((goMode & goSetuid) !== 0) permissions |= unixSetuid;
  if ((goMode & goSetgid) !== 0) permissions |= unixSetgid;
  if ((goMode & goSticky) !== 0) permissions |= unixSticky;
  return permissions;
}
