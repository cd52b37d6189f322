import { ResteraError } from "../../foundation/errors.ts";
import type { RunOptions } from "../operations.ts";
import { tableEntryParts } from "../pack/index-entry.ts";
import { listPacks } from "../vault/list-packs.ts";
import type { OpenVault } from "../vault/open-vault.ts";
import { indexWriterOf } from "../index/index-writer-of.ts";
import { readPackTable } from "./read-pack-header.ts";
import { rewriteIndex, trustNoIndex } from "./rewrite-index.ts";

export interface RepairIndexInput {
  /** Trust no index file: read what is in every pack. */
  readonly readAllPacks?: boolean;
}

export interface RepairProgress {
  readonly secondsElapsed: number;
  /** Packs or snapshots. */
  readonly done: number;
  readonly total: number;
}

export interface RepairIndexResult {
  /** Packs that no index file described rightly and now one does. */
  readonly added: readonly string[];
  /** Packs that the index named and that are not there. */
  readonly missing: readonly string[];
  /** Packs that cannot be indexed, and why. */
  readonly unreadable: readonly { readonly pack: string; readonly problem: string }[];
  /** Index files that could not be read and were removed. */
  readonly damagedIndexes: readonly string[];
  readonly indexesRemoved: number;
}

const PACKS_AT_ONCE = 4;

/**
 * Makes the index agree with the packs that are there (`restic repair index`): adds packs that it
 * lacks or describes wrongly, drops those that are gone, removes damaged index files. To be called under the exclusive lock.
 */
export async function repairIndex(
  vault: OpenVault,
  { readAllPacks = false }: RepairIndexInput,
  run: RunOptions<RepairProgress> = {},
): Promise<RepairIndexResult> {
  const startedMs = Date.now();
  const signal = run.signal ?? new AbortController().signal;
  const present = await listPacks(vault.store, signal);
  const writer = indexWriterOf(vault, signal);
  const isRight = ({ id, size }: { id: string; size: number }): boolean => present.get(id) === size;
  const { kept, dropped, obsolete, damaged } = readAllPacks
    ? await trustNoIndex(vault, { signal })
    : await rewriteIndex(vault, writer, isRight, { signal });

  const unknown = [...present].filter(([id]) => !kept.has(id));
  const added: string[] = [];
  const unreadable: { pack: string; problem: string }[] = [];
  const queue = unknown.values();
  const readNext = async (): Promise<void> => {
    for (const [id, size] of queue) {
      try {
        const table = await readPackTable(vault, id, size, { signal });
        await writer.add(tableEntryParts(id, table), table.count);
        added.push(id);
      } catch (error) {
        if (!(error instanceof ResteraError) || error.code !== "damaged") throw error;
        unreadable.push({ pack: id, problem: String(error.details.problem) });
      }
      const done = added.length + unreadable.length;
      const secondsElapsed = (Date.now() - startedMs) / 1000;
      run.onProgress?.({ secondsElapsed, done, total: unknown.length });
    }
  };
  await Promise.all(Array.from({ length: PACKS_AT_ONCE }, readNext));
  await writer.flush();
  // Old files go last: until then everything is found in one of them or in a new one.
  await deleteIndexes(vault, obsolete, signal);
  return {
    added,
    missing: [...dropped].filter((id) => !present.has(id)),
    unreadable,
    damagedIndexes: damaged.map(({ details }) => String(details.object).replace("index ", "")),
    indexesRemoved: obsolete.length,
  };
}

/** Throws when one of the files cannot be deleted. */
export async function deleteIndexes(
  vault: OpenVault,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const failed = await vault.store.delete(
    ids.map((id) => `index/${id}`),
    { signal },
  );
  for (const error of failed.values()) throw error;
}
