import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteRing } from "./byte-ring.ts";

function pattern(length: number, seed = 0): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => (i * 7 + seed) & 0xff));
}

function look(): never {
  throw new Error("it had to wait");
}

test("what is written can be read at any position until it is released, around the end too", async () => {
  const ring = ByteRing.create(100);
  const all = pattern(1000);
  const into = Buffer.alloc(60);
  for (let position = 0; position < 1000; position += 50) {
    await ring.write(all.subarray(position, position + 50));
    const from = Math.max(0, position - 10);
    const length = position + 50 - from;
    assert.equal(ring.read(into, 0, length, from, look), length);
    assert.deepEqual(into.subarray(0, length), all.subarray(from, from + length));
    ring.release(position + 40);
  }
});

test("a writer waits for room", async () => {
  const ring = ByteRing.create(64);
  const all = pattern(200);
  const writing = ring.write(all).then(() => "done");
  assert.equal(await Promise.race([writing, Promise.resolve("waiting")]), "waiting");
  const got: Buffer[] = [];
  for (let position = 0; position < 200; position += 40) {
    const into = Buffer.alloc(40);
    // The writer runs between two reads.
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(ring.read(into, 0, 40, position, look), 40);
    ring.release(position + 40);
    got.push(into);
  }
  assert.equal(await writing, "done");
  assert.deepEqual(Buffer.concat(got), all);
});

test("at the end a reader gets what is left, and then nothing", async () => {
  const ring = ByteRing.create(64);
  await ring.write(Buffer.from("the end"));
  ring.end();
  const into = Buffer.alloc(20);
  assert.equal(ring.read(into, 3, 17, 4, look), 3);
  assert.equal(into.toString("latin1", 3, 6), "end");
  assert.equal(ring.read(into, 0, 20, 7, look), 0);
});

test("a reader that waits looks around, and may give up", () => {
  const ring = ByteRing.create(64);
  assert.throws(() => ring.read(Buffer.alloc(1), 0, 1, 0, look), /it had to wait/);
});

test("a writer that waits gives up when the ring is ended", async () => {
  const ring = ByteRing.create(16);
  const writing = ring.write(pattern(100));
  ring.end();
  await writing;
});
