import assert from "node:assert/strict";
import { test } from "node:test";
import { JobQueue } from "./job-queue.ts";
import type { PoolHandlers, WorkerPool } from "./worker-pool.ts";

interface Job {
  readonly number: number;
}

/** Threads that keep what they are sent until they are told to answer. */
class PatientThreads {
  readonly size = 2;
  readonly sent: number[][] = [[], []];
  private handlers: PoolHandlers<number> | undefined;

  attach(handlers: PoolHandlers<number>): this {
    this.handlers = handlers;
    return this;
  }

  send(worker: number, message: object): void {
    if ("number" in message) this.sent[worker]!.push((message as Job).number);
  }

  answer(worker: number): void {
    this.handlers!.onMessage(worker, this.sent[worker]!.shift()!);
  }
}

function queueOf(threads: PatientThreads): JobQueue<Job, number> {
  return new JobQueue<Job, number>(threads as unknown as WorkerPool<object, number>, {});
}

/** Lets everything go on that can. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test("jobs that come together are spread, and wait when every thread has two", async () => {
  const threads = new PatientThreads();
  const queue = queueOf(threads);
  const answers = [1, 2, 3, 4, 5, 6].map((number) => queue.run({ number }));
  await settle();
  assert.deepEqual(threads.sent, [
    [1, 3],
    [2, 4],
  ]);
  threads.answer(1);
  await settle();
  assert.deepEqual(threads.sent, [
    [1, 3],
    [4, 5],
  ]);
  for (const worker of [0, 0, 1, 1]) threads.answer(worker);
  await settle();
  threads.answer(0);
  assert.deepEqual(await Promise.all(answers), [1, 2, 3, 4, 5, 6]);
});

test("a thread that helps takes what waits, one job at a time", async () => {
  const threads = new PatientThreads();
  const queue = queueOf(threads);
  const answers = [1, 2, 3, 4, 5, 6].map((number) => queue.run({ number }));
  await settle();
  const here: number[] = [];
  let mostAtOnce = 0;
  let atOnce = 0;
  queue.helpHere(async ({ number }) => {
    here.push(number);
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    await settle();
    atOnce--;
    return number;
  });
  assert.equal(await answers[4], 5);
  assert.equal(await answers[5], 6);
  assert.deepEqual(here, [5, 6]);
  assert.equal(mostAtOnce, 1);
});

test("what goes wrong on the helping thread ends every job", async () => {
  const threads = new PatientThreads();
  const queue = queueOf(threads);
  const answers = [1, 2, 3, 4, 5].map((number) => queue.run({ number }));
  await settle();
  queue.helpHere(() => Promise.reject(new Error("no memory")));
  for (const outcome of await Promise.allSettled(answers))
    assert.equal(outcome.status === "rejected" && outcome.reason.message, "no memory");
});
