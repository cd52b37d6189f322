import type { CallOptions } from "../../stores/objects/object-store.ts";
import { ResteraError } from "../../foundation/errors.ts";
import { decodeSnapshot } from "./decode-snapshot.ts";
import type { Snapshot } from "./snapshot.ts";

/** Where snapshot files come from. */
export interface SnapshotSource {
  list(folder: "snapshots", options?: CallOptions): AsyncIterable<string>;
  load(folder: "snapshots", id: string, options?: CallOptions): Promise<Buffer>;
}

const CONCURRENCY = 8;

/**
 * Loads all snapshots. A damaged one goes to `onDamaged`, or is thrown when there is no such handler;
 * the others are unaffected. `known` spares reading what an earlier call has decoded.
 */
export async function loadSnapshots(
  source: SnapshotSource,
  options: CallOptions & {
    readonly onDamaged?: (id: string, error: ResteraError) => void;
    readonly known?: ReadonlyMap<string, Snapshot>;
  } = {},
): Promise<Snapshot[]> {
  const { onDamaged, known, ...call } = options;
  const ids: string[] = [];
  for await (const id of source.list("snapshots", call)) ids.push(id);
  const snapshots: Snapshot[] = [];
  const load = async (id: string): Promise<void> => {
    try {
      snapshots.push(
        known?.get(id) ?? decodeSnapshot(id, await source.load("snapshots", id, call)),
      );
    } catch (error) {
      if (!(error instanceof ResteraError) || error.code !== "damaged" || !onDamaged) throw error;
      onDamaged(id, error);
    }
  };
  for (let i = 0; i < ids.length; i += CONCURRENCY) {
    await Promise.all(ids.slice(i, i + CONCURRENCY).map(load));
  }
  return snapshots;
}
