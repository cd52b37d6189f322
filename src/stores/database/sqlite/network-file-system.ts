import { execFile } from "node:child_process";
import { readFile, realpath, statfs } from "node:fs/promises";
import { promisify } from "node:util";
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

/** On a Mac the numbers change with the system, and mount(8) tells the names. */
const networkMac = /^(?:nfs|smbfs|afpfs|webdav|ftp|.*fuse.*)$/;
const mountTimeoutMs = 5000;

/** What is asked of the system; tests answer instead. */
export interface FileSystemFacts {
  readonly platform: NodeJS.Platform;
  readonly type: (folder: string) => Promise<number>;
  /** The text of /proc/self/mountinfo, on a Mac what mount(8) says; empty where there is neither. */
  readonly mounts: () => Promise<string>;
}

const facts: FileSystemFacts = {
  platform: process.platform,
  type: async (folder) => (await statfs(folder)).type,
  mounts: async () =>
    process.platform === "darwin"
      ? (await promisify(execFile)("/sbin/mount", { timeout: mountTimeoutMs })).stdout
      : readFile("/proc/self/mountinfo", "utf8").catch(() => ""),
};

/**
 * SQLite's locks and its shared memory do not work between machines: throws `database-on-network`. Knows Linux's file
 * systems, those of a Mac, and Windows' network paths.
 */
export async function refuseNetworkFileSystem(
  folder: string,
  { platform, type, mounts }: FileSystemFacts = facts,
): Promise<void> {
  if (/^(?:\\\\|\/\/)[^\\/?.]/.test(folder)) {
    throw new ResteraError("database-on-network", { folder, kind: "SMB" });
  }
  const kind = await networkKind();
  if (kind !== undefined) throw new ResteraError("database-on-network", { folder, kind });

  async function networkKind(): Promise<string | undefined> {
    const path = await realpath(folder).catch(() => folder);
    if (platform === "darwin")
      return matching(networkMac, innermost(path, macMounts(await mounts())));
    const magic = (await type(folder)) >>> 0;
    if (magic !== fuse) return magics[magic];
    return matching(networkFuse, innermost(path, linuxMounts(await mounts())));
  }
}

interface Mount {
  readonly point: string;
  readonly type: string;
}

/** proc_pid_mountinfo(5): the mount point is the fifth field, the type the first after the dash. */
function linuxMounts(text: string): Mount[] {
  return text.split("\n").map((line) => {
    const [before, after] = line.split(" - ");
    return {
      point: unescaped(before?.split(" ")[4] ?? ""),
      type: after?.split(" ")[0] ?? "",
    };
  });
}

/** `//ada@server/share on /Volumes/share (smbfs, nodev, nosuid)` */
function macMounts(text: string): Mount[] {
  return [...text.matchAll(/^.* on (\/.*) \(([^,)]+)/gm)].map(([, point = "", type = ""]) => ({
    point,
    type,
  }));
}

/** The type of the innermost mount that holds the path. */
function innermost(path: string, mounts: readonly Mount[]): string {
  let found: Mount = { point: "", type: "" };
  for (const mount of mounts) {
    const { point } = mount;
    const holds = point !== "" && (path === point || path.startsWith(point.replace(/\/?$/, "/")));
    if (holds && point.length >= found.point.length) found = mount;
  }
  return found.type;
}

function matching(pattern: RegExp, type: string): string | undefined {
  return pattern.test(type) ? type : undefined;
}

/** Spaces and the like are octal in mountinfo. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
