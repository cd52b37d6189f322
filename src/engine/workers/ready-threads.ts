import { WorkerPool } from "./worker-pool.ts";
import { type ThreadedOperation, workerPrograms } from "./worker-programs.ts";

/**
 * Threads that are started before their operation can begin: loading their code takes about as long as checking
 * a password. Those that nobody takes do not keep the process alive.
 */
export class ReadyThreads {
  private readonly pools = new Map<ThreadedOperation, WorkerPool<never, never>>();

  start(operation: ThreadedOperation): void {
    if (!this.pools.has(operation))
      this.pools.set(operation, new WorkerPool(workerPrograms[operation]));
  }

  /** The threads that were started, or new ones; whoever takes them closes them. */
  take<To, From>(operation: ThreadedOperation): WorkerPool<To, From> {
    const ready = this.pools.get(operation) as WorkerPool<To, From> | undefined;
    this.pools.delete(operation);
    return ready ?? new WorkerPool(workerPrograms[operation]);
  }

  /** Ends those that nobody took. */
  async close(): Promise<void> {
    const pools = [...this.pools.values()];
    this.pools.clear();
    await Promise.all(pools.map((pool) => pool.close()));
  }
}
