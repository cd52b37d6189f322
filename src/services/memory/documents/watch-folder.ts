import { setTimeout as sleep } from "node:timers/promises";
import type { MemoryStore } from "../memory-store.ts";
import { FolderHints } from "./folder-hints.ts";
import type { IndexResult } from "./index-documents.ts";
import { indexFolder, type IndexFolderInput } from "./index-folder.ts";

export interface WatchFolderInput extends Omit<IndexFolderInput, "signal"> {
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** All of the folder is compared at least so often, whatever the system tells; five minutes when absent. */
  readonly compareEveryMs?: number | undefined;
  /** Told the first time, and whenever something changed. */
  readonly onIndexed?: ((result: IndexResult) => void) | undefined;
  /** What went wrong; it is tried again. */
  readonly onProblem?: ((error: unknown) => void) | undefined;
}

const defaultEveryMs = 5 * 60_000;
/** Where the system does not tell of changes, and after something went wrong. */
const withoutHintsMs = 30_000;
/** Who saves a file writes it in several steps. */
const settleMs = 250;

/**
 * Keeps memory up to date with a folder's documents until the signal is raised: what the system says of changes only wakes it, and
 * what changed is found by comparing. Throws what `indexFolder` throws the first time; later problems are told and tried again.
 */
export async function watchFolder(store: MemoryStore, input: WatchFolderInput): Promise<void> {
  const { folder, signal, compareEveryMs = defaultEveryMs, onIndexed, onProblem } = input;
  const hints = new FolderHints(folder, (error) => onProblem?.(error));
  try {
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      let isWell = true;
      try {
        // Before it is compared, so that nothing happens unseen in between.
        await hints.refresh();
        const result = await indexFolder(store, input);
        const { added, changed, removed } = result;
        if (isFirst || added + changed + removed > 0) onIndexed?.(result);
      } catch (error) {
        if (signal.aborted) return;
        if (isFirst) throw error;
        isWell = false;
        // What comes in the folder's place is another one.
        hints.close();
        onProblem?.(error);
      }
      const waitMs = isWell && hints.areComplete ? compareEveryMs : withoutHintsMs;
      await waitFor(hints, Math.min(waitMs, compareEveryMs), signal);
    }
  } finally {
    hints.close();
  }
}

/** Until something may have changed, or for so long. */
async function waitFor(hints: FolderHints, mostMs: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const nothing = (): void => undefined;
  await Promise.race([
    hints.next(either),
    sleep(mostMs, undefined, { signal: either }).catch(nothing),
  ]);
  over.abort();
  await sleep(settleMs, undefined, { signal }).catch(nothing);
}
