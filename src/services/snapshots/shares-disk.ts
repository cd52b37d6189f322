import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Whether a folder lies on the same disk as one of the paths: then one broken disk takes both.
 * Partitions of one disk count as the same where the system tells (Linux).
 */
export async function sharesDisk(folder: string, paths: readonly string[]): Promise<boolean> {
  const own = await diskOf(folder);
  const others = await Promise.all(paths.map(diskOf));
  return own !== undefined && others.includes(own);
}

async function diskOf(path: string): Promise<string | undefined> {
  try {
    const { dev } = await stat(path, { bigint: true });
    return (await linuxDisk(dev)) ?? `device ${dev}`;
  } catch {
    return undefined;
  }
}

/** The disk that a partition belongs to, by the kernel's tree of devices. */
async function linuxDisk(dev: bigint): Promise<string | undefined> {
  // glibc's split of a device number into major and minor.
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn);
  const minor = (dev & 0xffn) | ((dev >> 12n) & ~0xffn);
  try {
    const device = await realpath(`/sys/dev/block/${major}:${minor}`);
    const isPartition = await stat(join(device, "partition")).then(
      () => true,
      () => false,
    );
    return basename(isPartition ? dirname(device) : device);
  } catch {
    return undefined;
  }
}
