import type { OpenPack, StagedPack } from "../pack/packer.ts";
import type { Control } from "../workers/control.ts";
import { fromWorker, type WorkerPool } from "../workers/worker-pool.ts";
import type { BadBlob, CopyJob, CopySettings, FromCopyWorker, ToCopyWorker } from "./messages.ts";

/** One that is worked on, one so that a worker never waits for a message. */
const JOBS_PER_WORKER = 2;

/** Gives packs to the threads of a copy. */
export class CopyWorkers {
  readonly control: Control;
  private readonly pool: WorkerPool<ToCopyWorker, FromCopyWorker>;
  private readonly running: ((bad: readonly BadBlob[]) => void)[][];
  private readonly waiting: (() => void)[] = [];
  private answer: ((message: FromCopyWorker) => void) | undefined;
  private fail!: (error: unknown) => void;
  /** Rejects when the copy cannot go on. */
  readonly failed: Promise<never>;

  constructor(pool: WorkerPool<ToCopyWorker, FromCopyWorker>, onPack: (pack: StagedPack) => void) {
    this.control = pool.control;
    this.running = Array.from({ length: pool.size }, () => []);
    this.failed = new Promise((_, reject) => {
      this.fail = reject;
    });
    this.failed.catch(() => undefined);
    this.pool = pool.attach({
      onMessage: (worker, message) => this.receive(worker, message, onPack),
      onDeath: (error) => this.stop(error),
    });
  }

  begin(settings: CopySettings): void {
    for (let i = 0; i < this.pool.size; i++) this.pool.send(i, { type: "settings", settings });
  }

  /** Every promise given out rejects with this error. */
  stop(error: unknown): void {
    this.fail(error);
    this.control.cancel();
  }

  /** Waits for a free worker and gives it the job; resolves with the blobs that could not be read. */
  async copy(job: CopyJob): Promise<readonly BadBlob[]> {
    let worker = this.leastBusy();
    while (worker === undefined) {
      const free = new Promise<void>((resolve) => this.waiting.push(resolve));
      await Promise.race([free, this.failed]);
      worker = this.leastBusy();
    }
    const jobs = this.running[worker]!;
    const done = new Promise<readonly BadBlob[]>((resolve) => jobs.push(resolve));
    this.pool.send(worker, { type: "copy", job });
    return Promise.race([done, this.failed]);
  }

  /** Joins the workers' underfull packs into one of each type, and closes those. */
  async finish(): Promise<void> {
    const open: OpenPack[] = [];
    const last = this.pool.size - 1;
    for (let i = 0; i < last; i++) {
      this.pool.send(i, { type: "release" });
      open.push(...(await this.reply("released")).packs);
    }
    this.pool.send(last, { type: "adopt", packs: open });
    this.pool.send(last, { type: "finish" });
    await this.reply("finished");
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private reply<T extends FromCopyWorker["type"]>(
    type: T,
  ): Promise<Extract<FromCopyWorker, { type: T }>> {
    const answer = new Promise<Extract<FromCopyWorker, { type: T }>>((resolve) => {
      this.answer = (message) => {
        if (message.type === type) resolve(message as Extract<FromCopyWorker, { type: T }>);
      };
    });
    return Promise.race([answer, this.failed]);
  }

  private receive(
    worker: number,
    message: FromCopyWorker,
    onPack: (pack: StagedPack) => void,
  ): void {
    if (message.type === "pack") onPack(message.pack);
    else if (message.type === "failed") this.stop(fromWorker(message.error));
    else if (message.type === "copied") {
      this.running[worker]!.shift()!(message.bad);
      this.waiting.shift()?.();
    } else this.answer?.(message);
  }

  private leastBusy(): number | undefined {
    const counts = this.running.map((jobs) => jobs.length);
    const least = Math.min(...counts);
    return least < JOBS_PER_WORKER ? counts.indexOf(least) : undefined;
  }
}
