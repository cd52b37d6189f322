import { lstat, opendir, rm, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { isSystemError } from "../../foundation/errors.ts";

const atOnce = 32;

/**
 * Removes whatever is at a path, if anything is. Node's own way asks for all of a tree at the same time, and 100,000 files take 150 MB of memory then; this one
 * goes folder by folder.
 */
export async function removeTree(path: string): Promise<void> {
  try {
    if ((await lstat(path)).isDirectory()) await removeFolder(path);
    else await unlink(path);
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return;
    // Somebody adds to it, or its rights are odd: Node tries harder, and says what is in the way.
    await rm(path, { recursive: true, force: true });
  }
}

async function removeFolder(path: string): Promise<void> {
  let files: Promise<void>[] = [];
  const failed: unknown[] = [];
  for await (const entry of await opendir(path)) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) {
      await removeFolder(child);
      continue;
    }
    files.push(unlink(child).catch((error: unknown) => void failed.push(error)));
    if (files.length < atOnce) continue;
    await Promise.all(files);
    files = [];
  }
  await Promise.all(files);
  if (failed.length > 0) throw failed[0];
  await rmdir(path);
}
