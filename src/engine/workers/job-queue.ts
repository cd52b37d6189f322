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
  private here: ((job: Job) => Promise<Answer>) | undefined;
  /** The job that runs on this thread. */
  private helping: Promise<void> | undefined;
  private dead: unknown;

  constructor(pool: WorkerPool<object, Answer>, settings: object) {
    const count = pool.size;
    this.running = Array.from({ length: count }, () => []);
    this.pool = pool.attach({
      onMessage: (worker: number, answer: Answer) => this.answered(worker, answer),
      onDeath: (error: unknown) => this.fail(error),
    });
    for (let i = 0; i < count; i++) this.pool.send(i, settings);
  }

  /** From now on this thread takes jobs too, one at a time: it has nothing else to do. */
  helpHere(run: (job: Job) => Promise<Answer>): void {
    if (this.here !== undefined) return;
    this.here = run;
    this.running.push([]);
    this.free.shift()?.();
  }

  private answered(worker: number, answer: Answer): void {
    this.running[worker]!.shift()?.resolve(answer);
    this.free.shift()?.();
  }

  /** Waits for a place, then runs the job. */
  async run(job: Job): Promise<Answer> {
    // Without a step between looking and starting, or all that wait would take the same place.
    while (!this.isReady()) await this.freed();
    return this.start(job);
  }

  /** Resolves when a worker can take a job. Throws what ended the queue. */
  async ready(): Promise<void> {
    while (!this.isReady()) await this.freed();
    if (this.dead !== undefined) throw this.dead;
  }

  /** A worker can take a job, or none ever will. */
  private isReady(): boolean {
    return this.dead !== undefined || this.leastBusy() !== undefined;
  }

  private freed(): Promise<void> {
    return new Promise((resolve) => this.free.push(resolve));
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
      if (worker < this.pool.size) this.pool.send(worker, job);
      else
        this.helping = this.here!(job).then(
          (answer) => this.answered(worker, answer),
          (error: unknown) => this.fail(error),
        );
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

  /** Ends the threads; resolves when the job on this one, if there is any, is over too. */
  async close(): Promise<void> {
    await Promise.all([this.pool.close(), this.helping]);
  }

  private leastBusy(): number | undefined {
    let best: number | undefined;
    this.running.forEach((jobs, i) => {
      if (
        jobs.length < (i < this.pool.size ? JOBS_PER_WORKER : 1) &&
        (best === undefined || jobs.length < this.running[best]!.length)
      )
        best = i;
    });
    return best;
  }
}
