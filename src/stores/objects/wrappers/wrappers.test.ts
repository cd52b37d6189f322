import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { LocalStore } from "../local/local-store.ts";
import { StoreError, type ObjectStore } from "../object-store.ts";
import { assertStoreError, listKeys, noise, readAll } from "../testing/store-under-test.ts";
import { withBandwidthLimit } from "./with-bandwidth-limit.ts";
import { withConnectionLimit } from "./with-connection-limit.ts";
import { withRetries } from "./with-retries.ts";
import { withTraffic, type Traffic } from "./with-traffic.ts";
import { WrappedStore } from "./wrapped-store.ts";

const top = await mkdtemp(join(tmpdir(), "restera-wrappers-"));
after(() => rm(top, { recursive: true }));
let count = 0;

const newStore = (): LocalStore => new LocalStore(join(top, String(count++)));

/** Fails the given number of times before each call, download chunk or listed key gets through. */
class FailingStore extends WrappedStore {
  failures: number;
  calls = 0;
  readonly #code: "unavailable" | "denied";

  constructor(
    inner: ObjectStore,
    failures: number,
    code: "unavailable" | "denied" = "unavailable",
  ) {
    super(inner);
    this.failures = failures;
    this.#code = code;
  }

  #fail(key: string): void {
    this.calls++;
    if (this.failures-- > 0)
      throw new StoreError(this.#code, { store: this.url, key, problem: "test" });
  }

  override async head(...call: Parameters<ObjectStore["head"]>): ReturnType<ObjectStore["head"]> {
    this.#fail(call[0]);
    return super.head(...call);
  }

  override async putNew(...call: Parameters<ObjectStore["putNew"]>): Promise<"created" | "exists"> {
    const result = await super.putNew(...call);
    this.#fail(call[0]);
    return result;
  }

  override async get(...call: Parameters<ObjectStore["get"]>): ReturnType<ObjectStore["get"]> {
    const { body, ...info } = await super.get(...call);
    const fail = (): void => this.#fail(call[0]);
    async function* breaking(): AsyncGenerator<Uint8Array> {
      for await (const chunk of body) {
        yield chunk.subarray(0, 1000);
        fail();
        yield chunk.subarray(1000);
      }
    }
    return { ...info, body: breaking() };
  }

  override async *list(...call: Parameters<ObjectStore["list"]>): ReturnType<LocalStore["list"]> {
    for await (const info of super.list(...call)) {
      this.#fail(info.key);
      yield info;
    }
  }

  override async replace(
    ...call: Parameters<ObjectStore["replace"]>
  ): ReturnType<ObjectStore["replace"]> {
    this.#fail(call[0]);
    return super.replace(...call);
  }
}

const quick = { attempts: 4, firstWaitMs: 1, longestWaitMs: 4 };

test("a passing failure is repeated with growing waits, up to the bound", async () => {
  const failing = new FailingStore(newStore(), 3);
  const waits: number[] = [];
  const store = withRetries(failing, {
    ...quick,
    onRetry: (_error, _attempt, wait) => waits.push(wait),
  });
  assert.equal(await store.head("a"), null);
  assert.equal(waits.length, 3);
  failing.failures = 4;
  await assertStoreError(store.head("a"), "unavailable");
});

test("a refusal is not repeated", async () => {
  const failing = new FailingStore(newStore(), 1, "denied");
  await assertStoreError(withRetries(failing, quick).head("a"), "denied");
  assert.equal(failing.calls, 1);
});

test("a write whose answer was lost is found to exist, with its own content", async () => {
  const store = withRetries(new FailingStore(newStore(), 1), quick);
  assert.equal(await store.putNew("a", Buffer.from("content")), "exists");
  assert.equal((await readAll(store, "a")).toString(), "content");
});

test("a conditional write is not repeated", async () => {
  const failing = new FailingStore(newStore(), 1);
  await assertStoreError(withRetries(failing, quick).replace("a", noise(1), null), "unavailable");
  assert.equal(failing.calls, 1);
});

test("a broken download goes on where it stopped", async () => {
  const inner = newStore();
  const bytes = noise(5000);
  await inner.putNew("a", bytes);
  const store = withRetries(new FailingStore(inner, 3), quick);
  assert.deepEqual(await readAll(store, "a"), bytes);
  const again = withRetries(new FailingStore(inner, 2), quick);
  const range = { start: 100, end: 4900 };
  assert.deepEqual(await readAll(again, "a", { range }), bytes.subarray(100, 4900));
});

test("a broken listing goes on after the last key, without doubles", async () => {
  const inner = newStore();
  const keys = ["a", "b", "c", "d"];
  for (const key of keys) await inner.putNew(key, noise(1));
  assert.deepEqual(await listKeys(withRetries(new FailingStore(inner, 3), quick), ""), keys);
});

test("an abort ends the wait for the next attempt", async () => {
  const store = withRetries(new FailingStore(newStore(), 9), { firstWaitMs: 60_000 });
  const started = Date.now();
  await assertStoreError(
    store.head("a", { signal: AbortSignal.timeout(50) }),
    "timeout",
    "cancelled",
  );
  assert.ok(Date.now() - started < 1000);
});

test("no more calls than connections run at a time", async () => {
  let running = 0;
  let most = 0;
  class Watched extends WrappedStore {
    override async head(key: string): Promise<null> {
      most = Math.max(most, ++running);
      await sleep(5);
      running--;
      return key === "" ? null : null;
    }
  }
  const store = withConnectionLimit(new Watched(newStore()), 3);
  await Promise.all(Array.from({ length: 20 }, () => store.head("a")));
  assert.equal(most, 3);
});

test("a call that is given up while it waits leaves the queue", async () => {
  const inner = newStore();
  await inner.putNew("a", noise(10));
  const store = withConnectionLimit(inner, 1);
  const { body } = await store.get("a");
  const reading = body[Symbol.asyncIterator]();
  await reading.next();
  await assertStoreError(store.head("a", { signal: AbortSignal.timeout(20) }), "timeout");
  await reading.next();
  assert.equal((await store.head("a"))?.size, 10);
});

test("uploads and downloads keep to their rates together", async () => {
  const store = withBandwidthLimit(newStore(), {
    uploadBytesPerSecond: 1_000_000,
    downloadBytesPerSecond: 2_000_000,
  });
  const seconds = async (work: Promise<unknown>): Promise<number> => {
    const started = performance.now();
    await work;
    return (performance.now() - started) / 1000;
  };
  const up = await seconds(
    Promise.all([store.putNew("a", noise(400_000)), store.putNew("b", noise(400_000))]),
  );
  assert.ok(up > 0.5 && up < 1.2, `800 kB took ${up} s`);
  const down = await seconds(Promise.all([readAll(store, "a"), readAll(store, "b")]));
  assert.ok(down > 0.1 && down < 0.8, `800 kB took ${down} s`);
});

test("traffic is counted", async () => {
  let traffic: Traffic | undefined;
  const store = withTraffic(newStore(), (now) => (traffic = now));
  await store.putNew("a", noise(1000));
  await store.replace("b", noise(10), null);
  await readAll(store, "a");
  assert.deepEqual(traffic, { uploadedBytes: 1010, downloadedBytes: 1000 });
});
