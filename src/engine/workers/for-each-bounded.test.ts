import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { test } from "node:test";
import { forEachBounded } from "./for-each-bounded.ts";

test("all items are worked on, in order, and never more at once than allowed", async () => {
  const begun: number[] = [];
  let [now, most] = [0, 0];
  await forEachBounded([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    begun.push(item);
    most = Math.max(most, ++now);
    for (let i = 0; i < 8 - item; i++) await turn();
    now--;
  });
  assert.deepEqual(begun, [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(most, 3);
  assert.equal(now, 0);
});

test("an early error is not forgotten, what has begun ends first, and nothing more begins", async () => {
  const ended: number[] = [];
  const begun: number[] = [];
  const work = forEachBounded([1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item);
    if (item === 1) throw new Error("the first");
    for (let i = 0; i < 5; i++) await turn();
    ended.push(item);
  });
  await assert.rejects(work, /the first/);
  assert.deepEqual(begun, ended.toSpliced(0, 0, 1));
  assert.ok(begun.length < 5);
});

test("nothing to do is done at once", async () => {
  await forEachBounded([], 4, () => Promise.reject(new Error("never")));
});
