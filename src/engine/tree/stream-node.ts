import { goZeroTime } from "../../foundation/go-time.ts";
import { contentEnd, subtreeEnd } from "./encode-node.ts";

/** What all nodes made of a stream share: it has no owner or times of its own. */
export interface StreamNodeOwner {
  readonly uid: number;
  readonly gid: number;
  /** The snapshot's time, in RFC 3339. */
  readonly time: string;
  readonly withAtime: boolean;
}

// Go's FileMode of 0644 and of a folder with 0755.
const fileMode = 0o644;
const folderMode = 2_147_484_141;

/** The node of a file made of a stream, with the bytes that restic 0.19 writes for `--stdin`. */
export function streamFileNode(
  nameJson: string,
  owner: StreamNodeOwner,
  size: number,
  blobIds: readonly string[],
): string {
  return `${head(nameJson, "file", fileMode, owner)},"size":${size}${contentEnd(blobIds)}`;
}

/** The node of a folder that exists only in the stream's name. */
export function streamFolderNode(nameJson: string, owner: StreamNodeOwner, treeId: string): string {
  return head(nameJson, "dir", folderMode, owner) + subtreeEnd(treeId);
}

function head(nameJson: string, type: string, mode: number, owner: StreamNodeOwner): string {
  const { uid, gid, time, withAtime } = owner;
  // A stream was never accessed.
  const atime = withAtime ? goZeroTime : time;
  const times = `"mtime":"${time}","atime":"${atime}","ctime":"${time}"`;
  return `{"name":${nameJson},"type":"${type}","mode":${mode},${times},"uid":${uid},"gid":${gid}`;
}
