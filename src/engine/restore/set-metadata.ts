import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  futimesSync,
  lchownSync,
  lutimesSync,
  openSync,
  utimesSync,
} from "node:fs";
import { isSystemError } from "../../foundation/errors.ts";
import { asPath, type FsPath } from "../../foundation/fs-path.ts";
import { parseGoTime } from "../../foundation/go-time.ts";
import { unixPermissions } from "../tree/go-file-mode.ts";
import type { NodeType, TreeNode } from "../tree/tree-node.ts";
import type { Metadata } from "./messages.ts";

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;

/** What a restored file or folder gets besides its content. */
export function metadataOf(node: TreeNode): Metadata {
  return {
    mode: unixPermissions(node.mode),
    uid: node.uid,
    gid: node.gid,
    atime: seconds(node.atime),
    mtime: seconds(node.mtime),
  };
}

/** Gives something that exists its owner, permissions and times, by its path; links are not followed. */
export function setMetadata(
  path: FsPath,
  type: NodeType,
  metadata: Metadata,
  setOwner: boolean,
): void {
  const { mode, uid, gid, atime, mtime } = metadata;
  if (type === "dir") {
    const fd = openSync(asPath(path), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    try {
      applyMetadata(fd, metadata, setOwner);
    } finally {
      closeSync(fd);
    }
    return;
  }
  if (setOwner) ignoreNotPermitted(() => lchownSync(asPath(path), uid, gid));
  if (type === "symlink") {
    lutimesSync(asPath(path), atime, mtime);
  } else {
    chmodSync(asPath(path), mode);
    utimesSync(asPath(path), atime, mtime);
  }
}

/** Owner, permissions, times of an open file, in the order in which none undoes another. */
export function applyMetadata(fd: number, metadata: Metadata, setOwner: boolean): void {
  const { mode, uid, gid, atime, mtime } = metadata;
  if (setOwner) ignoreNotPermitted(() => fchownSync(fd, uid, gid));
  fchmodSync(fd, mode);
  futimesSync(fd, atime, mtime);
}

/** Only root may give files away. */
function ignoreNotPermitted(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (process.geteuid?.() === 0 || !isSystemError(error, "EPERM", "EINVAL")) throw error;
  }
}

/** The nearest double, which is all that Node's calls take; before 1970 its text, for they make "now" of a negative number. */
function seconds(time: string): number | string {
  const ns = parseGoTime(time) ?? 0n;
  const nearest = Number(ns / 1_000_000_000n) + Number(ns % 1_000_000_000n) / 1e9;
  return nearest < 0 ? String(nearest) : nearest;
}
