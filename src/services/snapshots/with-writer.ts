import type { LockInput } from "../../engine/operations.ts";
import type { OpenVault } from "../../engine/vault/open-vault.ts";
import { hasOneWriter } from "../../engine/vault/one-writer.ts";
import { callOf, type Stoppable } from "./session-state.ts";
import { withExclusiveLock } from "./with-lock.ts";

/**
 * Works as one of several writers, with the lock that `work` takes by itself. In a store without compare-and-swap the only one: under
 * the exclusive lock, so that a second writer is refused with `locked`, unless `severalWriters` was asked for.
 */
export async function withWriter<Result>(
  vault: OpenVault,
  input: { readonly lock?: LockInput | undefined; readonly severalWriters: boolean },
  run: Stoppable,
  work: (lock: LockInput | undefined) => Promise<Result>,
): Promise<Result> {
  const { lock, severalWriters } = input;
  const isAlone =
    lock?.take !== false && !severalWriters && (await hasOneWriter(vault.store, callOf(run)));
  if (!isAlone) return work(lock);
  return withExclusiveLock(vault, lock, run, () => work({ take: false }));
}
