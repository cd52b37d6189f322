import { prune } from "../../src/engine/prune.ts";
import type { PruneInput, PruneResult } from "../../src/engine/prune/prune-result.ts";
import { SteppedStore } from "../support/stepped-store.ts";
import { assertIntact, copyOf, type PruneCase, removeLocks, reopen } from "./prune-cases.ts";

const mostSteps = 60;

/** A vault after a prune was stopped in it and another one has finished. */
export interface Finished {
  readonly url: string;
  readonly result: PruneResult;
}

/**
 * Stops a prune before its first change to the store, its second, and so on. Each time all is intact, the next prune finishes
 * and `afterwards` is called; `whenStopped` sees the vault before that. Gives how many changes there were.
 */
export async function stopEverywhere(
  base: PruneCase,
  input: PruneInput,
  afterwards: (finished: Finished) => void,
  whenStopped: (url: string, about: string) => Promise<void> = async () => undefined,
): Promise<number> {
  for (let stopAt = 1; stopAt <= mostSteps; stopAt++) {
    const about = `stopped before change ${stopAt}`;
    const { url, opened } = await copyOf(
      base,
      "copy",
      (store) =>
        new SteppedStore(store, (step) => {
          if (step === stopAt) throw new Error("killed");
        }),
    );
    const ended = await prune(opened, input).then(
      (result) => result.failed.length === 0,
      () => false,
    );
    removeLocks(url);
    const again = await reopen(base.opened, url);
    await assertIntact(again, base.kept, about);
    await whenStopped(url, about);
    afterwards({ url, result: await prune(again, input) });
    if (ended) {
      await assertIntact(again, base.kept, `${about}, finished`);
      return stopAt - 1;
    }
  }
  throw new Error("the prune does not end");
}
