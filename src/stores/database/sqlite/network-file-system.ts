import { readFile, realpath, statfs } from "node:fs/promises";
import { ResteraError } from "../../../foundation/errors.ts";

/** File systems whose files may change on another machine, by the magic numbers of Linux's statfs(2). */
const magics: Readonly<Record<number, string>> = {
  0x6969: "NFS",
  0x517b: "SMB",
  0xff534d42: "CIFS",
  0xfe534d42: "SMB2",
  0x01021997: "9P",
  0x5346414f: "AFS",
  0x6b414653: "AFS",
  0x73757245: "Coda",
  0x00c36400: "Ceph",
  0x0bd00bd0: "Lustre",
  0x47504653: "GPFS",
  0x01161970: "GFS2",
  0x7461636f: "OCFS2",
  0x19830326: "BeeGFS",
  0x786f4256: "VirtualBox",
  0xbacbacbc: "VMware",
};
const fuse = 0x65735546;
/** FUSE is also used for local disks (NTFS, exFAT): its mounts say by name what they are. */
const networkFuse =
  /^fuse\.(?:sshfs|s3fs|rclone|glusterfs|ceph|davfs2?|gcsfuse|goofys|mount-s3|juicefs|seaweedfs|smbnetfs|curlftpfs|blobfuse2?|vmhgfs-fuse|hubicfuse)$/;

/** What is asked of the system; tests answer instead. */
export interface FileSystemFacts {
  readonly type: (folder: string) => Promise<number>;
  /** The text of /proc/self/mountinfo; empty where there is none. */
  readonly mounts: () => Promise<string>;
}

const facts: FileSystemFacts = {
  type: async (folder) => (await statfs(folder)).type,
  mounts: () => readFile("/proc/self/mountinfo", "utf8").catch(() => ""),
};

/**
 * SQLite's locks and its shared memory do not work between machines: throws `database-on-network`. Knows Linux's file
 * systems and Windows' network paths.
 */
export async function refuseNetworkFileSystem(
  folder: string,
  { type, mounts }: FileSystemFacts = facts,
): Promise<void> {
  if (/^(?:\\\\|\/\/)[^\\/?.]/.test(folder)) {
    throw new ResteraError("database-on-network", { folder, kind: "SMB" });
  }
  const magic = (await type(folder)) >>> 0;
  const kind =
    magics[magic] ??
    (magic === fuse
      ? networkMount(await realpath(folder).catch(() => folder), await mounts())
      : undefined);
  if (kind !== undefined) throw new ResteraError("database-on-network", { folder, kind });
}

/** The type of the innermost mount that holds the path, when it is one over a network. */
function networkMount(path: string, mounts: string): string | undefined {
  let found = { point: "", type: "" };
  for (const line of mounts.split("\n")) {
    const [before, after] = line.split(" - ");
    const point = unescaped(before?.split(" ")[4] ?? "");
    const type = after?.split(" ")[0] ?? "";
    const holds = point !== "" && (path === point || path.startsWith(point.replace(/\/?$/, "/")));
    if (holds && point.length >= found.point.length) found = { point, type };
  }
  return networkFuse.test(found.type) ? found.type : undefined;
}

/** Spaces and the like are octal in mountinfo. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
