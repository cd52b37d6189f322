import type { LockInput } from "../../engine/operations.ts";
import { type HeldLock, noLock, takeLock } from "../../engine/vault/lock.ts";
import { isRefused } from "../../engine/vault/lock-refused.ts";
import type { OpenVault } from "../../engine/vault/open-vault.ts";
import type { Stoppable } from "./session-state.ts";

/** Works under a lock that others may hold too, for reading. Where nothing can be written, and on a full disk, without one. */
export async function withSharedLock<Result>(
  vault: OpenVault,
  lock: LockInput | undefined,
  run: Stoppable,
  work: (lock: HeldLock) => Promise<Result>,
): Promise<Result> {
  return holding(await takeSharedLock(vault, lock, run), work);
}

/** Works under a lock that others may hold too, and writes. The lock has settled when the work begins. Throws `locked`. */
export async function withWritersLock<Result>(
  vault: OpenVault,
  lock: LockInput | undefined,
  run: Stoppable,
  work: (lock: HeldLock) => Promise<Result>,
): Promise<Result> {
  const options = { exclusive: false, ...waitOf(lock), ...signalOf(run) };
  const held = lock?.take === false ? noLock : await takeLock(vault.objects, options);
  return holding(held, async () => {
    await held.confirm();
    return work(held);
  });
}

/**
 * Works while nobody else uses the vault. The lock has settled when the work begins. Throws `locked`, and `lock-refused` when `onlyReads`
 * says that nothing else would be written.
 */
export async function withExclusiveLock<Result>(
  vault: OpenVault,
  lock: LockInput | undefined,
  run: Stoppable,
  work: (lock: HeldLock) => Promise<Result>,
  onlyReads = false,
): Promise<Result> {
  const held =
    lock?.take === false
      ? noLock
      : await takeLock(vault.objects, {
          exclusive: true,
          onlyReads,
          ...waitOf(lock),
          ...signalOf(run),
        });
  return holding(held, async () => {
    await held.confirm();
    return work(held);
  });
}

async function holding<Result>(
  held: HeldLock,
  work: (lock: HeldLock) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(held);
  } finally {
    await held.release();
  }
}

async function takeSharedLock(
  vault: OpenVault,
  lock: LockInput | undefined,
  run: Stoppable,
): Promise<HeldLock> {
  if (lock?.take === false) return noLock;
  try {
    return await takeLock(vault.objects, { exclusive: false, ...waitOf(lock), ...signalOf(run) });
  } catch (error) {
    // Reading must be possible where nothing can be written.
    if (isRefused(error)) return noLock;
    throw error;
  }
}

function waitOf(lock: LockInput | undefined): { retryMs?: number } {
  return lock?.retryMs === undefined ? {} : { retryMs: lock.retryMs };
}

function signalOf({ signal }: Stoppable): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
