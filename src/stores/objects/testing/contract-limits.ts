import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { ObjectStore } from "../object-store.ts";
import {
  assertStoreError,
  freshPrefix,
  listKeys,
  noise,
  readAll,
  streamOf,
} from "./store-under-test.ts";

const promptMs = 1000;

/** Abort, timeout, progress, memory, and what probing leaves behind. */
export function testLimits(current: () => ObjectStore): void {
  test("a signal that has fired stops every call before it starts", async () => {
    const store = current();
    const key = `${freshPrefix()}aborted`;
    const signal = AbortSignal.abort();
    await assertStoreError(store.putNew(key, noise(10), { signal }), "cancelled");
    await assertStoreError(store.get(key, { signal }), "cancelled");
    await assertStoreError(store.head(key, { signal }), "cancelled");
    await assertStoreError(store.replace(key, noise(10), null, { signal }), "cancelled");
    await assertStoreError(store.delete([key], { signal }), "cancelled");
    await assertStoreError(store.readRef("aborted", { signal }), "cancelled");
    await assertStoreError(store.casRef("aborted", null, "x", { signal }), "cancelled");
    await assertStoreError(listAll(store, signal), "cancelled");
    assert.equal(await store.head(key), null);
  });

  test("an abort during an upload is prompt and leaves nothing", async () => {
    const store = current();
    const key = `${freshPrefix()}slow`;
    const abort = new AbortController();
    const upload = store.putNew(key, slowBody(), { signal: abort.signal });
    const failed = assertStoreError(upload, "cancelled");
    await sleep(200);
    const started = Date.now();
    abort.abort();
    await failed;
    assert.ok(Date.now() - started < promptMs, `it took ${Date.now() - started} ms`);
    await sleep(300);
    assert.equal(await store.head(key), null);
  });

  test("a call that takes longer than its timeout ends with timeout", async () => {
    const store = current();
    const key = `${freshPrefix()}timeout`;
    const started = Date.now();
    await assertStoreError(store.putNew(key, slowBody(), { timeoutMs: 200 }), "timeout");
    assert.ok(Date.now() - started < 200 + promptMs);
  });

  test("an abort during a download is prompt", async () => {
    const store = current();
    const key = `${freshPrefix()}download`;
    await store.putNew(key, noise(8 << 20));
    const abort = new AbortController();
    const { body } = await store.get(key, { signal: abort.signal });
    const started = Date.now();
    const reading = (async () => {
      for await (const _chunk of body) {
        abort.abort();
        await sleep(10);
      }
    })();
    await assertStoreError(reading, "cancelled");
    assert.ok(Date.now() - started < promptMs);
  });

  test("progress grows to the number of bytes", async () => {
    const store = current();
    const key = `${freshPrefix()}progress`;
    const bytes = noise(3_000_000);
    const up: number[] = [];
    const down: number[] = [];
    await store.putNew(key, streamOf(bytes), { onProgress: (done) => up.push(done) });
    await readAll(store, key, { onProgress: (done) => down.push(done) });
    for (const steps of [up, down]) {
      assert.equal(steps.at(-1), bytes.length);
      assert.deepEqual(
        steps,
        [...steps].sort((a, b) => a - b),
      );
    }
  });

  test("a slow reader does not make memory grow", async () => {
    const store = current();
    const key = `${freshPrefix()}slow-reader`;
    const size = 96 << 20;
    await store.putLarge(key, streamOf(Buffer.alloc(size, "slow reader")));
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    const { body } = await store.get(key);
    let read = 0;
    let largest = 0;
    for await (const chunk of body) {
      if (read === 0) await sleep(1500);
      read += chunk.length;
      if (read < 2 * chunk.length) largest = process.memoryUsage().rss - before;
    }
    assert.equal(read, size);
    assert.ok(largest < 48 << 20, `grew by ${largest >> 20} MiB while waiting`);
  });

  test("a reader may stop early", async () => {
    const store = current();
    const key = `${freshPrefix()}early`;
    await store.putNew(key, noise(8 << 20));
    for (let time = 0; time < 20; time++) {
      for await (const _chunk of (await store.get(key)).body) break;
      await store.get(key);
    }
    assert.equal((await store.head(key))?.size, 8 << 20);
  });

  test("probing finds everything a vault needs and leaves nothing behind", async () => {
    const store = current();
    assert.deepEqual(await store.probe(), {
      createOnly: true,
      compareAndSwap: true,
      readAfterWrite: true,
      ranges: true,
      delete: true,
    });
    assert.deepEqual(await listKeys(store, "probe/"), []);
  });
}

async function listAll(store: ObjectStore, signal: AbortSignal): Promise<void> {
  for await (const _info of store.list("", { signal }));
}

/** Ten megabytes that take half a minute. */
function slowBody(): { size: number; open(): AsyncIterable<Uint8Array> } {
  return {
    size: 10 << 20,
    async *open() {
      for (let sent = 0; sent < 10 << 20; sent += 32 << 10) {
        yield Buffer.alloc(32 << 10);
        await sleep(100);
      }
    },
  };
}
