import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  futimesSync,
  lchownSync,
  lstatSync,
  lutimesSync,
  openSync,
  type Stats,
  utimesSync,
} from "node:fs";
import { isSystemError } from "../../foundation/errors.ts";
import type { FsPath } from "../../foundation/fs-path.ts";
import { parseGoTime } from "../../foundation/go-time.ts";
import { ExtendedAttributes } from "../disk/extended-attributes.ts";
import { withReach } from "../disk/reach.ts";
import { loadSystemCalls, type SystemCalls, type Target } from "../disk/system-calls.ts";
import { unixPermissions } from "../tree/go-file-mode.ts";
import { ownerIds } from "../tree/owner-names.ts";
import type { NodeType, TreeNode } from "../tree/tree-node.ts";
import { type AttributePatterns, selectAttributes } from "./attribute-selection.ts";
import type { AttributeFailure, Metadata } from "./messages.ts";

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
const SET_UID = 0o4000;
const SET_GID = 0o2000;

/** What a restored file or folder gets besides its content; its owner by number, or by the names it has here. */
export function metadataOf(node: TreeNode, ownersByName: boolean): Metadata {
  const { uid, gid } = ownersByName ? ownerIds(node) : node;
  return {
    mode: unixPermissions(node.mode),
    uid,
    gid,
    atimeNs: parseGoTime(node.atime) ?? 0n,
    mtimeNs: parseGoTime(node.mtime) ?? 0n,
    ...(node.extendedAttributes.length > 0 ? { attributes: node.extendedAttributes } : {}),
  };
}

/** What of the metadata is restored. */
export interface MetadataChoices {
  readonly setOwner: boolean;
  readonly attributes: AttributePatterns;
}

/** Gives restored things their owner, extended attributes, permissions and times. */
export class MetadataWriter {
  private readonly setOwner: boolean;
  private readonly isSelected: (name: string) => boolean;
  private readonly calls: SystemCalls | undefined;
  private readonly attributes: ExtendedAttributes | undefined;
  private readonly onAttributeError: (path: FsPath, error: unknown) => void;

  /** An attribute that cannot be set goes to `onAttributeError`; the rest is done all the same. */
  constructor(
    { setOwner, attributes }: MetadataChoices,
    onAttributeError: (path: FsPath, error: unknown) => void,
    calls = loadSystemCalls(),
  ) {
    this.setOwner = setOwner;
    this.isSelected = selectAttributes(attributes);
    this.onAttributeError = onAttributeError;
    this.calls = calls;
    this.attributes = calls === undefined ? undefined : new ExtendedAttributes(calls);
  }

  get canSetAttributes(): boolean {
    return this.attributes !== undefined;
  }

  /** Some of its extended attributes are to be restored. */
  wantsAttributes({ attributes = [] }: Metadata): boolean {
    return attributes.some(({ name }) => this.isSelected(name));
  }

  /** For an open file or folder; `path` is for messages. */
  toOpen(fd: number, path: FsPath, metadata: Metadata): void {
    const { mode, uid, gid } = metadata;
    // Each of these can undo what comes after it.
    if (this.setOwner) ignoreNotPermitted(() => fchownSync(fd, uid, gid));
    this.setAttributes(fd, path, metadata);
    fchmodSync(fd, lendsRights(mode) ? ownRights(mode, metadata, fstatSync(fd)) : mode);
    this.setTimes(fd, metadata, (atime, mtime) => futimesSync(fd, atime, mtime));
  }

  /** For what there is at a path; links are not followed. */
  toPath(path: FsPath, type: NodeType, metadata: Metadata): void {
    withReach(path, (access) => {
      if (type === "dir") return this.toFolder(access, path, metadata);
      const { mode, uid, gid } = metadata;
      if (this.setOwner) ignoreNotPermitted(() => lchownSync(access, uid, gid));
      this.setAttributes(access, path, metadata);
      const isLink = type === "symlink";
      if (!isLink) {
        const rights = lendsRights(mode) ? ownRights(mode, metadata, lstatSync(access)) : mode;
        chmodSync(access, rights);
      }
      const set = isLink ? lutimesSync : utimesSync;
      this.setTimes(access, metadata, (atime, mtime) => set(access, atime, mtime));
    });
  }

  private toFolder(access: string | Buffer, path: FsPath, metadata: Metadata): void {
    const fd = openSync(access, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    try {
      this.toOpen(fd, path, metadata);
    } finally {
      closeSync(fd);
    }
  }

  private setAttributes(target: Target, path: FsPath, { attributes = [] }: Metadata): void {
    const wanted = attributes
      .filter(({ name }) => this.isSelected(name))
      .map(({ name, value }) => ({ name: Buffer.from(name), value }));
    const onError = (error: unknown): void => this.onAttributeError(path, error);
    try {
      this.attributes?.write(target, wanted, onError, this.isSelected);
    } catch (error) {
      onError(error);
    }
  }

  private setTimes(
    target: Target,
    { atimeNs, mtimeNs }: Metadata,
    rounded: (atime: number | string, mtime: number | string) => void,
  ): void {
    if (this.calls !== undefined) this.calls.setTimes(target, atimeNs, mtimeNs);
    else rounded(seconds(atimeNs), seconds(mtimeNs));
  }
}

/** It runs with the rights of its owner or its group. */
function lendsRights(mode: number): boolean {
  return (mode & (SET_UID | SET_GID)) !== 0;
}

/** A program lends the rights of its owner and group: where these are others than they were, it lends nobody's, as with `cp` and `rsync`. */
function ownRights(mode: number, { uid, gid }: Metadata, there: Stats): number {
  if (there.isDirectory()) return mode;
  return mode & ~(there.uid === uid ? 0 : SET_UID) & ~(there.gid === gid ? 0 : SET_GID);
}

/** Only root may set what begins with `trusted.` and `security.`: whoever restores as another user knows that. */
export function attributeFailure(error: unknown): AttributeFailure {
  return isSystemError(error, "EPERM") && process.geteuid?.() !== 0 ? "not-permitted" : "failed";
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
function seconds(ns: bigint): number | string {
  const nearest = Number(ns / 1_000_000_000n) + Number(ns % 1_000_000_000n) / 1e9;
  return nearest < 0 ? String(nearest) : nearest;
}
