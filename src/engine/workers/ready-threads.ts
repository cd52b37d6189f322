import { settleYoungSpace } from "./young-space.ts";
import { WorkerPool } from "./worker-pool.ts";
import { type ThreadedOperation, workerPrograms } from "./worker-programs.ts";

/**
 * A thread that is started before its operation can begin: loading its code takes about as long as checking a password. Only one: while
 * the password is checked, that takes 32 MiB and a core. One that nobody takes does not keep the process alive.
 */
export class ReadyThreads {
  private readonly pools = new Map<ThreadedOperation, WorkerPool<never, never>>();

  start(operation: ThreadedOperation): void {
    if (!this.pools.has(operation))
      this.pools.set(operation, new WorkerPool(workerPrograms[operation]));
  }

  /** Starts the others of what was begun: the password is known. */
  startAll(): void {
    settleYoungSpace();
    for (const pool of this.pools.values()) pool.startExpected();
  }

  /** The threads that were started, or new ones; whoever takes them closes them. */
  take<To, From>(operation: ThreadedOperation): WorkerPool<To, From> {
    const ready = this.pools.get(operation) as WorkerPool<To, From> | undefined;
    this.pools.delete(operation);
    return (ready ?? new WorkerPool<To, From>(workerPrograms[operation])).startExpected();
  }

  /** Ends those that nobody took. */
  async close(): Promise<void> {
    const pools = [...this.pools.values()];
    this.pools.clear();
    await Promise.all(pools.map((pool) => pool.close()));
  }
}
