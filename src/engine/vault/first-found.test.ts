import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { firstFound } from "./first-found.ts";

interface Watch {
  running: number;
  most: number;
  begun: number[];
}

/** Jobs that take a few turns; `found` gives its number. */
function jobs(count: number, found: number, bytes: number, watch: Watch) {
  return Array.from({ length: count }, (_, i) => ({
    bytes,
    work: async (): Promise<number | undefined> => {
      watch.begun.push(i);
      watch.most = Math.max(watch.most, ++watch.running);
      for (let turn = 0; turn < 3; turn++) await setImmediate();
      watch.running--;
      return i === found ? i : undefined;
    },
  }));
}

const newWatch = (): Watch => ({ running: 0, most: 0, begun: [] });

test("the first runs alone, then as many as there are processors, and none after one was found", async () => {
  const watch = newWatch();
  assert.equal(await firstFound(jobs(1000, 0, 1, watch), undefined), 0);
  assert.deepEqual(watch.begun, [0]);
  const processors = Math.min(4, availableParallelism());
  const later = newWatch();
  assert.equal(await firstFound(jobs(1000, 20, 1, later), undefined), 20);
  assert.equal(later.most, processors);
  assert.ok(later.begun.length <= 21 + processors, `${later.begun.length} were begun`);
  assert.equal(await firstFound(jobs(5, -1, 1, newWatch()), undefined), undefined);
  assert.equal(await firstFound([], undefined), undefined);
});

test("what takes much memory runs alone", async () => {
  const watch = newWatch();
  assert.equal(await firstFound(jobs(5, -1, 400 << 20, watch), undefined), undefined);
  assert.deepEqual([watch.most, watch.begun.length], [1, 5]);
  const huge = newWatch();
  assert.equal(await firstFound(jobs(2, 1, 2 ** 31, huge), undefined), 1);
});

test("what one throws ends all", async () => {
  const failing = { bytes: 1, work: () => Promise.reject(new Error("no")) };
  const watch = newWatch();
  const list = [...jobs(3, -1, 1, watch), failing, ...jobs(50, -1, 1, watch)];
  await assert.rejects(firstFound<number>(list, undefined), /no/);
  assert.ok(watch.begun.length < 10);
});
