import { closeSync, constants, openSync } from "node:fs";
import { asPath, type FsPath, pathBytes } from "../../foundation/fs-path.ts";

/** Linux refuses paths of 4,096 bytes; from here on they are reached through a descriptor. */
const LONG_PATH_BYTES = 3800;

const SLASH = 0x2f;

/** True when system calls may refuse the path for its length. */
export function isLongPath(path: FsPath): boolean {
  // UTF-8 has three bytes at most for each unit of UTF-16.
  if (path.length * 3 < LONG_PATH_BYTES || process.platform !== "linux") return false;
  return Buffer.byteLength(asPath(path)) >= LONG_PATH_BYTES;
}

/**
 * Calls `use` with a path to the same thing that is short enough for the system: the path itself, or
 * `/proc/self/fd/N/…` where N is the open folder that holds it. Only Linux has that.
 */
export function withReach<T>(path: FsPath, use: (access: string | Buffer) => T): T {
  if (!isLongPath(path)) return use(asPath(path));
  const { folder, rest } = openFolderOf(pathBytes(path));
  try {
    return use(below(folder, rest));
  } finally {
    closeSync(folder);
  }
}

/** Opens the folder above the path, or one above that, so that what is left is short. */
function openFolderOf(path: Buffer): { folder: number; rest: Buffer } {
  let folder: number | undefined;
  let rest = path;
  while (folder === undefined || rest.length >= LONG_PATH_BYTES) {
    const cut = rest.lastIndexOf(SLASH, LONG_PATH_BYTES);
    const part: Buffer = rest.subarray(0, cut);
    const next = openFolder(folder === undefined ? part : below(folder, part), folder);
    if (folder !== undefined) closeSync(folder);
    folder = next;
    rest = rest.subarray(cut + 1);
  }
  return { folder, rest };
}

function openFolder(path: Buffer, above: number | undefined): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (error) {
    if (above !== undefined) closeSync(above);
    throw error;
  }
}

function below(folder: number, rest: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`/proc/self/fd/${folder}/`), rest]);
}
