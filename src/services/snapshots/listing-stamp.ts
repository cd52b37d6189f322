import { stat } from "node:fs/promises";
import { join } from "node:path";
import { storeFolder } from "../../engine/pack/pack-files.ts";
import type { ObjectStore } from "../../stores/objects/object-store.ts";

/**
 * File systems note times in steps of some milliseconds: a folder that changed later than this before
 * it was listed may change again without its time showing it.
 */
const SETTLED_MS = 1_000;
/** How long the listing of a store is trusted that has no cheap way to ask whether it changed. */
const REMOTE_TRUST_MS = 1_000;

/** What a folder of a store looked like when it was about to be listed. */
export interface ListingStamp {
  readonly takenMs: number;
  /** For stores that are folders: names the folder's state. */
  readonly state?: string;
  readonly settled: boolean;
}

/** To be taken before the folder is listed. */
export async function stampListing(
  store: ObjectStore,
  folder: "index" | "snapshots",
): Promise<ListingStamp> {
  const takenMs = Date.now();
  const root = storeFolder(store);
  if (root === undefined) return { takenMs, settled: true };
  try {
    const { ino, mtimeNs, mtimeMs } = await stat(join(root, folder), { bigint: true });
    return { takenMs, state: `${ino} ${mtimeNs}`, settled: Number(mtimeMs) < takenMs - SETTLED_MS };
  } catch {
    // What is wrong with it will show when it is listed.
    return { takenMs, settled: false };
  }
}

/** True when a listing that was made after this stamp still holds. */
export async function isCurrent(
  stamp: ListingStamp,
  store: ObjectStore,
  folder: "index" | "snapshots",
): Promise<boolean> {
  if (!stamp.settled) return false;
  if (stamp.state === undefined) return Date.now() - stamp.takenMs < REMOTE_TRUST_MS;
  return (await stampListing(store, folder)).state === stamp.state;
}
