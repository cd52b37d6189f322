import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { ObjectStore } from "../../src/stores/objects/object-store.ts";
import {
  assertStoreError,
  listKeys,
  readAll,
  streamOf,
} from "../../src/stores/objects/testing/store-under-test.ts";
import type { Fault } from "../servers/faults.ts";
import type { ProxiedKind, ProxiedServer } from "./proxied-stores.ts";

const quick = { retries: { attempts: 4, firstWaitMs: 2, longestWaitMs: 10 } };
const bytes = randomBytes(300_000);

/** Registers a test for each kind of fault, against one server. */
export function testSingleFaults(kind: ProxiedKind): void {
  describe(`${kind.name}, one fault at a time`, { skip: kind.skip }, () => {
    let server: ProxiedServer;
    let store: ObjectStore;
    before(async () => {
      server = await kind.start();
      store = await server.open("single", quick);
    });
    after(async () => {
      await store.close();
      await server.stop();
    });

    /** Lets the fault happen to the next request that fits, once. */
    const breakNext = (fault: Fault, fits: (method: string) => boolean): void => {
      let isDone = false;
      server.proxy.setPlan(({ method }) => {
        if (isDone || !fits(method)) return undefined;
        isDone = true;
        return fault;
      });
    };
    const writes = (method: string): boolean => method === "PUT" || method === "POST";
    const reads = (method: string): boolean => method === "GET";

    const uploadFaults: Fault[] = [
      { kind: "cut", where: "request", afterBytes: 100_000 },
      { kind: "cut", where: "response", afterBytes: 0 },
      { kind: "commit-then-drop" },
      { kind: "flip", where: "request", atByte: 150_000 },
      { kind: "status", status: 500 },
      { kind: "status", status: 503 },
      { kind: "delay", ms: 50 },
    ];
    for (const fault of uploadFaults) {
      test(`an upload survives ${JSON.stringify(fault)}`, async () => {
        const key = `up-${uploadFaults.indexOf(fault)}`;
        for (const [form, body] of [
          ["bytes", bytes],
          ["stream", streamOf(bytes)],
        ] as const) {
          breakNext(fault, writes);
          const result = await store.putNew(`${key}/${form}`, body);
          assert.ok(["created", "exists"].includes(result));
          assert.ok(bytes.equals(await readAll(store, `${key}/${form}`)), form);
        }
      });
    }

    const downloadFaults: Fault[] = [
      { kind: "cut", where: "response", afterBytes: 100_000 },
      { kind: "truncate", afterBytes: 100_000 },
      { kind: "commit-then-drop" },
      { kind: "status", status: 503 },
      { kind: "throttle", bytesPerSecond: 3_000_000 },
    ];
    for (const fault of downloadFaults) {
      test(`a download survives ${JSON.stringify(fault)}`, async () => {
        const key = `down-${downloadFaults.indexOf(fault)}`;
        await store.putNew(key, bytes);
        breakNext(fault, reads);
        assert.ok(bytes.equals(await readAll(store, key)));
        breakNext(fault, reads);
        const range = { start: 1000, end: 250_000 };
        assert.ok(bytes.subarray(1000, 250_000).equals(await readAll(store, key, { range })));
      });
    }

    test("a conditional write whose answer is lost knows that it was its own", async () => {
      breakNext({ kind: "commit-then-drop" }, writes);
      const first = await store.replace("latest", Buffer.from("one"), null);
      assert.ok(first.ok);
      breakNext({ kind: "commit-then-drop" }, writes);
      const second = await store.replace("latest", Buffer.from("two"), first.version);
      assert.ok(second.ok);
      assert.equal((await readAll(store, "latest")).toString(), "two");
      breakNext({ kind: "commit-then-drop" }, writes);
      assert.equal(await store.casRef("head", null, "a"), "committed");
      breakNext({ kind: "status", status: 500 }, writes);
      const seen = await store.readRef("head");
      assert.equal(await store.casRef("head", seen!.version, "b"), "committed");
      assert.equal(await store.casRef("head", seen!.version, "c"), "lost");
    });

    test("a listing survives a cut and a refusal", async () => {
      for (const name of ["a", "b", "c"]) await store.putNew(`list/${name}`, Buffer.from(name));
      for (const fault of [
        { kind: "cut", where: "response", afterBytes: 50 },
        { kind: "status", status: 503 },
      ] as const) {
        breakNext(fault, reads);
        assert.deepEqual(await listKeys(store, "list/"), ["list/a", "list/b", "list/c"]);
      }
    });

    test("a server that is down for good is told as such, after bounded attempts", async () => {
      server.proxy.setPlan(() => ({ kind: "status", status: 503 }));
      const before = server.proxy.log.length;
      await assertStoreError(store.putNew("down", bytes), "throttled", "unavailable");
      assert.ok(server.proxy.log.length - before <= 8, "requests are bounded");
      await assertStoreError(store.head("down"), "throttled", "unavailable");
    });

    test("a server that never answers ends with the call's timeout", async () => {
      server.proxy.setPlan(() => ({ kind: "delay", ms: 3000 }));
      const started = Date.now();
      const direct = await server.open("silent", { retries: { attempts: 1 } });
      await assertStoreError(direct.head("x", { timeoutMs: 200 }), "timeout");
      await assertStoreError(direct.putNew("x", bytes, { timeoutMs: 200 }), "timeout");
      await assertStoreError(direct.get("x", { timeoutMs: 200 }), "timeout");
      assert.ok(Date.now() - started < 2000);
      await direct.close();
    });
  });
}
