import { dirname } from "node:path";
import { exists } from "../../engine/portable/durable-file.ts";
import { freeBytes } from "./project-quota.ts";
import type { ProjectStorage } from "./project-storage.ts";

/** What is left on the disk of a storage, in bytes, where that is less than there is to be; undefined: there is enough, or nobody knows. */
export async function lowSpace({
  root,
  minFreeBytes,
}: Pick<ProjectStorage, "root" | "minFreeBytes">): Promise<number | undefined> {
  if (minFreeBytes === undefined) return undefined;
  const free = await freeBytes(await nearest(root));
  return free !== undefined && free < minFreeBytes ? free : undefined;
}

/** The folder itself, or the first above it that is there. */
export async function nearest(folder: string): Promise<string> {
  const above = dirname(folder);
  return above === folder || (await exists(folder)) ? folder : await nearest(above);
}
