import { availableParallelism } from "node:os";
import { ResteraError } from "../../foundation/errors.ts";

/** One of the things to try. */
interface Job<Result> {
  /** Memory that it takes while it runs. */
  readonly bytes: number;
  /** Gives undefined when this was not it. */
  readonly work: () => Promise<Result | undefined>;
}

/** Node has four threads for such work, and files are read by the same. */
const MOST_AT_ONCE = Math.min(4, availableParallelism());
const MOST_BYTES = 512 << 20;

/**
 * Tries things in their order until one gives a result: the first alone, as it is the likeliest, then as many at once as there are
 * processors and as fit into memory. What has begun by then is not waited for. Throws what one throws, and `cancelled` at once.
 */
export async function firstFound<Result>(
  jobs: readonly Job<Result>[],
  signal: AbortSignal | undefined,
): Promise<Result | undefined> {
  const cancelled = Promise.withResolvers<never>();
  cancelled.promise.catch(() => undefined);
  const cancel = (): void => cancelled.reject(new ResteraError("cancelled"));
  if (signal?.aborted) cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  const running = new Map<Job<Result>, Promise<Result | undefined>>();
  let bytes = 0;
  const next = async (): Promise<Result | undefined> => {
    const ended = [...running].map(async ([job, result]) => ({ job, result: await result }));
    const { job, result } = await Promise.race([...ended, cancelled.promise]);
    running.delete(job);
    bytes -= job.bytes;
    return result;
  };
  try {
    for (const [i, job] of jobs.entries()) {
      const most = i === 1 ? 1 : MOST_AT_ONCE;
      while (running.size > 0 && (running.size >= most || bytes + job.bytes > MOST_BYTES)) {
        const result = await next();
        if (result !== undefined) return result;
      }
      const work = job.work();
      work.catch(() => undefined);
      running.set(job, work);
      bytes += job.bytes;
    }
    while (running.size > 0) {
      const result = await next();
      if (result !== undefined) return result;
    }
    return undefined;
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}
