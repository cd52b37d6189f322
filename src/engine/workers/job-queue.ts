import { ResteraError } from "../../foundation/errors.ts";
import type { WorkerPool } from "./worker-pool.ts";

/** How many jobs a worker holds at once, so that it never waits for a message. */
const JOBS_PER_WORKER = 2;

interface Waiting<Answer> {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** Runs jobs on worker threads: every job has one answer, given in order per worker. */
export class JobQueue<Job extends object, Answer> {
  private readonly pool: WorkerPool<object, Answer>;
  private readonly running: Waiting<Answer>[][];
  private readonly free: (() => void)[] = [];
  private dead: unknown;

  constructor(pool: WorkerPool<object, Answer>, settings: object) {
    const count = pool.size;
    this.running = Array.from({ length: count }, () => []);
    this.pool = pool.attach({
      onMessage: (worker: number, answer: Answer) => {
        this.running[worker]!.shift()?.resolve(answer);
        this.free.shift()?.();
      },
      onDeath: (error: unknown) => this.fail(error),
    });
    for (let i = 0; i < count; i++) this.pool.send(i, settings);
  }

  /** Waits for a place, then runs the job. */
  async run(job: Job): Promise<Answer> {
    await this.ready();
    return this.start(job);
  }

  /** Resolves when a worker can take a job. Throws what ended the queue. */
  async ready(): Promise<void> {
    while (this.dead === undefined && this.leastBusy() === undefined) {
      await new Promise<void>((resolve) => this.free.push(resolve));
    }
    if (this.dead !== undefined) throw this.dead;
  }

  /** Gives a job to the least busy worker; to be called after `ready`. */
  start(job: Job): Promise<Answer> {
    const worker = this.leastBusy() ?? 0;
    return new Promise<Answer>((resolve, reject) => {
      if (this.dead !== undefined) {
        reject(this.dead);
        return;
      }
      this.running[worker]!.push({ resolve, reject });
      this.pool.send(worker, job);
    });
  }

  /** Ends every job with an error. */
  fail(error: unknown): void {
    this.dead ??= error;
    for (const jobs of this.running) for (const { reject } of jobs.splice(0)) reject(error);
    for (const wake of this.free.splice(0)) wake();
  }

  cancel(): void {
    this.fail(new ResteraError("cancelled"));
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private leastBusy(): number | undefined {
    let best: number | undefined;
    this.running.forEach((jobs, i) => {
      if (
        jobs.length < JOBS_PER_WORKER &&
        (best === undefined || jobs.length < this.running[best]!.length)
      )
        best = i;
    });
    return best;
  }
}
