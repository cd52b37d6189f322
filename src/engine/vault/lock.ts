import { setTimeout as wait } from "node:timers/promises";
import { hostname } from "node:os";
import { ResteraError, problemOf } from "../../foundation/errors.ts";
import { formatGoTime } from "../../foundation/go-time.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import type { CallOptions } from "../../stores/objects/object-store.ts";
import { lockRefused } from "./lock-refused.ts";
import { isDeadHere, listLocks, type LockInfo, STALE_MS } from "./lock-info.ts";
import { isSeenAtOnce } from "./seen-at-once.ts";
import { currentUser } from "../current-user.ts";
import type { VaultObjects } from "./vault-objects.ts";

export interface TakeLockOptions extends CallOptions {
  readonly exclusive: boolean;
  /** Whoever holds a lock for the same purpose is in the way too. */
  readonly purpose?: string;
  /** Nothing else is written, so that a lock that cannot be can be done without: then throws `lock-refused`. */
  readonly onlyReads?: boolean;
  /** How long to wait while somebody else holds a conflicting lock. */
  readonly retryMs?: number;
  /** Called when the lock could not be kept alive: what relies on it must stop. */
  readonly onLost?: (error: ResteraError) => void;
}

/** restic's constants. */
const SETTLE_MS = 200;
const REFRESH_MS = 5 * 60_000;
const RETRY_STEP_MS = 5_000;

/** A held lock. */
export interface HeldLock {
  /**
   * Resolves once the lock has settled: written, and nobody else's seen when looked again. To be awaited before
   * anything is written that relies on the lock. Throws `locked`.
   */
  confirm(): Promise<void>;
  /** Throws `locked` when this machine slept so long that others may take the lock for dead. */
  assertAlive(): void;
  release(): Promise<void>;
}

/** For `--no-lock`. */
export const noLock: HeldLock = {
  confirm: async () => undefined,
  assertAlive: () => undefined,
  release: async () => undefined,
};

/**
 * Takes restic's lock: check, write, wait 200 ms, check again. Locks of dead processes of this machine
 * and this boot are removed; others' stay until `unlock`. Throws `locked`, naming the holder.
 *
 * A shared lock on a disk of this machine does not wait: an exclusive one that the second look does not see was written
 * after that look began, and so after ours, which its holder will then see.
 *
 * The lock is given as soon as it is written, so that reading can begin while it settles: whoever reads after that
 * and finds it confirmed later has read nothing that an exclusive holder was changing.
 */
export async function takeLock(objects: VaultObjects, options: TakeLockOptions): Promise<HeldLock> {
  const deadline = Date.now() + (options.retryMs ?? 0);
  for (;;) {
    try {
      const lock = await tryLock(objects, options);
      if (options.retryMs !== undefined) await lock.confirm();
      return lock;
    } catch (error) {
      const left = deadline - Date.now();
      if (!(error instanceof ResteraError) || error.code !== "locked" || left <= 0) throw error;
      await wait(Math.min(RETRY_STEP_MS, left), undefined, signalOf(options));
    }
  }
}

async function tryLock(objects: VaultObjects, options: TakeLockOptions): Promise<HeldLock> {
  await refuseForeign(objects, options, []);
  const lock = new Lock(objects, options);
  try {
    await lock.write();
  } catch (error) {
    throw options.onlyReads === true ? lockRefused(objects.store, error) : error;
  }
  lock.settle();
  return lock;
}

class Lock implements HeldLock {
  id = "";
  private readonly objects: VaultObjects;
  private readonly options: TakeLockOptions;
  private timer: NodeJS.Timeout | undefined;
  private writtenMs = 0;
  private readonly started = formatGoTime(BigInt(Date.now()) * 1_000_000n);
  private refreshing: Promise<void> = Promise.resolve();
  private settled: Promise<void> = Promise.resolve();

  constructor(objects: VaultObjects, options: TakeLockOptions) {
    this.objects = objects;
    this.options = options;
  }

  async write(): Promise<void> {
    const { username, uid, gid } = currentUser();
    const text = JSON.stringify({
      time: formatGoTime(BigInt(Date.now()) * 1_000_000n),
      exclusive: this.options.exclusive,
      hostname: hostname(),
      username,
      pid: process.pid,
      ...(uid > 0 ? { uid, gid } : {}),
      // What other programs do not know they pass over.
      started: this.started,
      ...(this.options.purpose === undefined ? {} : { purpose: this.options.purpose }),
    });
    // Without the signal: a write that is given up may have happened, and then nobody would remove the lock.
    const { signal: _, ...call } = this.options;
    this.id = await this.objects.save("locks", Buffer.from(text), call);
    this.writtenMs = Date.now();
  }

  /** Looks again after a while, in the background. */
  settle(): void {
    this.settled = this.lookAgain();
    this.settled.catch(() => undefined);
    this.keepAlive();
  }

  confirm(): Promise<void> {
    return this.settled;
  }

  private async lookAgain(): Promise<void> {
    try {
      if (!(await this.isOrdered())) await wait(SETTLE_MS, undefined, signalOf(this.options));
      throwIfCancelled(this.options.signal);
      await refuseForeign(this.objects, this.options, [this.id]);
    } catch (error) {
      await this.release();
      throw error instanceof ResteraError ? error : new ResteraError("cancelled", { cause: error });
    }
  }

  /** True when of two locks that exclude each other one holder is sure to see the other's without waiting. */
  private async isOrdered(): Promise<boolean> {
    const { exclusive, purpose } = this.options;
    return !exclusive && purpose === undefined && isSeenAtOnce(this.objects.store);
  }

  private keepAlive(): void {
    this.timer = setInterval(() => {
      this.refreshing = this.refresh();
    }, REFRESH_MS);
    this.timer.unref();
  }

  assertAlive(): void {
    if (Date.now() - this.writtenMs < STALE_MS) return;
    throw new ResteraError("lock-lost", {
      problem: "this machine was away for more than half an hour",
    });
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.refreshing;
    await this.objects.store.delete([`locks/${this.id}`]);
  }

  /** Writes a new lock, then removes the old one, so that there always is one. */
  private async refresh(): Promise<void> {
    try {
      this.assertAlive();
      const old = this.id;
      await this.write();
      await this.objects.store.delete([`locks/${old}`]);
    } catch (error) {
      const lost =
        error instanceof ResteraError && error.code === "lock-lost"
          ? error
          : new ResteraError("lock-lost", { problem: problemOf(error), cause: error });
      // A store that fails for a moment is tried again at the next turn.
      if (Date.now() - this.writtenMs >= STALE_MS) this.options.onLost?.(lost);
    }
  }
}

async function refuseForeign(
  objects: VaultObjects,
  options: TakeLockOptions,
  own: readonly string[],
): Promise<void> {
  for (const lock of await listLocks(objects, options)) {
    if (own.includes(lock.id)) continue;
    if (isDeadHere(lock)) {
      await objects.store.delete([`locks/${lock.id}`]);
    } else if (options.exclusive || lock.exclusive || hasPurpose(lock, options)) {
      throw new ResteraError("locked", {
        who: `${lock.username}@${lock.hostname}, PID ${lock.pid}`,
        since: lock.time,
      });
    }
  }
}

function hasPurpose({ purpose }: LockInfo, options: TakeLockOptions): boolean {
  return purpose !== undefined && purpose === options.purpose;
}

function signalOf(options: CallOptions): { signal?: AbortSignal } {
  return options.signal === undefined ? {} : { signal: options.signal };
}
