import { isStale, listLocks, type LockInfo } from "../../engine/vault/lock-info.ts";
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
  /** Ids of locks that stay because they cannot be read: `all` removes them too. */
  readonly unreadable: readonly string[];
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
  const unreadable: string[] = [];
  if (all) {
    for await (const id of vault.objects.list("locks", callOf(run))) ids.push(id);
  } else {
    // As in restic, a lock that cannot be read is nobody's to judge.
    const onDamaged = (id: string): void => void unreadable.push(id);
    for (const lock of await listLocks(vault.objects, { ...callOf(run), onDamaged })) {
      if (isStale(lock)) ids.push(lock.id);
      else left.push(lock);
    }
  }
  const failed = await vault.store.delete(
    ids.map((id) => `locks/${id}`),
    callOf(run),
  );
  for (const error of failed.values()) throw error;
  return { removed: ids, left, unreadable };
}
