import { statfs } from "node:fs/promises";
import type { ObjectStore } from "../../stores/objects/object-store.ts";

/**
 * File systems of one machine, where a file that was renamed into a folder is in every list of that folder that begins
 * afterwards, by the magic numbers of Linux's statfs(2): ext2 to ext4, XFS, btrfs, tmpfs, ZFS, F2FS, overlayfs. All others
 * may show a folder as it was a moment ago: NFS, SMB, most of FUSE and 9P do.
 */
const local: ReadonlySet<number> = new Set([
  0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x2fc12fc1, 0xf2f52010, 0x794c7630,
]);

/** True when whatever was written to the store is sure to be in the next list of everybody. */
export async function isSeenAtOnce(store: ObjectStore): Promise<boolean> {
  const path = store.localPath?.("config");
  if (path === undefined || process.platform !== "linux") return false;
  try {
    return local.has((await statfs(path)).type);
  } catch {
    return false;
  }
}
