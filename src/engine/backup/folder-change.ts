import type { BackedUpItem } from "../operations.ts";
import type { WorkerTotals } from "./messages.ts";

/** Where each change of a folder is counted. */
export const folderCounts = {
  new: "dirsNew",
  changed: "dirsChanged",
  unmodified: "dirsUnmodified",
} as const satisfies Record<BackedUpItem["change"], keyof WorkerTotals>;

/** What became of a folder: `oldTree` is what the parent snapshot has, `sameNode` says that all else is as it was. */
export function folderChange(
  oldTree: string | undefined,
  sameNode: boolean | undefined,
  tree: string,
): BackedUpItem["change"] {
  if (oldTree === undefined) return "new";
  return sameNode === true && tree === oldTree ? "unmodified" : "changed";
}
