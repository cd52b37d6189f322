import { isStale, listLocks, type LockInfo } from "../../engine/vault/lock.ts";
import type { OpenVault } from "../../engine/vault/open-vault.ts";
import { callOf, type Stoppable } from "./session-state.ts";

export interface UnlockInput {
  /** Also locks whose holders may be alive. */
  readonly all?: boolean;
}

export interface UnlockResult {
  /** Ids of the locks that were removed. */
  readonly removed: readonly string[];
  /** Locks that stay: their holders may be alive. */
  readonly left: readonly LockInfo[];
}

/**
 * Removes locks that nobody holds any more: older than half an hour, or of a process of this machine
 * that is gone. With `all`, every lock, and those that cannot be read too.
 */
export async function unlockVault(
  vault: OpenVault,
  { all = false }: UnlockInput,
  run: Stoppable,
): Promise<UnlockResult> {
  const ids: string[] = [];
  const left: LockInfo[] = [];
  if (all) {
    for await (const id of vault.objects.list("locks", callOf(run))) ids.push(id);
  } else {
    for (const lock of await listLocks(vault.objects, callOf(run))) {
      if (isStale(lock)) ids.push(lock.id);
      else left.push(lock);
    }
  }
  const failed = await vault.store.delete(
    ids.map((id) => `locks/${id}`),
    callOf(run),
  );
  for (const error of failed.values()) throw error;
  return { removed: ids, left };
}
