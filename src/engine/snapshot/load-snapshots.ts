import { type CallOptions, StoreError } from "../../stores/objects/object-store.ts";
import { ResteraError } from "../../foundation/errors.ts";
import { forEachBounded } from "../workers/for-each-bounded.ts";
import { decodeSnapshot } from "./decode-snapshot.ts";
import { SharedLists } from "./shared-lists.ts";
import type { Snapshot } from "./snapshot.ts";

/** Where snapshot files come from. */
export interface SnapshotSource {
  list(folder: "snapshots", options?: CallOptions): AsyncIterable<string>;
  load(folder: "snapshots", id: string, options?: CallOptions): Promise<Buffer>;
}

const CONCURRENCY = 8;

/**
 * Loads all snapshots. A damaged one goes to `onDamaged`, or is thrown when there is no such handler;
 * the others are unaffected. One that somebody forgets meanwhile is passed over. `known` spares reading what an earlier call has decoded.
 */
export async function loadSnapshots(
  source: SnapshotSource,
  options: CallOptions & {
    readonly onDamaged?: (id: string, error: ResteraError) => void;
    readonly known?: ReadonlyMap<string, Snapshot>;
  } = {},
): Promise<Snapshot[]> {
  const { onDamaged, known, ...call } = options;
  const ids = await listIds(source, call);
  const snapshots: Snapshot[] = [];
  const lists = new SharedLists();
  const missing = new Map<string, StoreError>();
  const load = async (id: string): Promise<void> => {
    try {
      snapshots.push(
        known?.get(id) ?? lists.share(decodeSnapshot(id, await source.load("snapshots", id, call))),
      );
    } catch (error) {
      if (error instanceof StoreError && error.code === "not-found") {
        missing.set(id, error);
        return;
      }
      if (!(error instanceof ResteraError) || error.code !== "damaged" || !onDamaged) throw error;
      onDamaged(id, error);
    }
  };
  await forEachBounded(ids, CONCURRENCY, load);
  if (missing.size > 0) await refuseListed(missing, source, call);
  return snapshots;
}

/** What is listed still was not forgotten: it cannot be reached, and a prune must not take its content for unused. */
async function refuseListed(
  missing: ReadonlyMap<string, StoreError>,
  source: SnapshotSource,
  call: CallOptions,
): Promise<void> {
  for (const id of await listIds(source, call)) {
    const error = missing.get(id);
    if (error !== undefined) throw error;
  }
}

async function listIds(source: SnapshotSource, call: CallOptions): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of source.list("snapshots", call)) ids.push(id);
  return ids;
}
