import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { LocalStore } from "../../stores/objects/local/local-store.ts";
import type { CallOptions, ObjectStore } from "../../stores/objects/object-store.ts";
import { assertStoreError, listKeys } from "../../stores/objects/testing/store-under-test.ts";
import { WrappedStore } from "../../stores/objects/wrappers/wrapped-store.ts";
import { diagnoseStore } from "./diagnose-store.ts";
import { measureStore } from "./measure-store.ts";

function newStore(t: TestContext): LocalStore {
  const folder = mkdtempSync(join(tmpdir(), "restera-measure-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return new LocalStore(folder);
}

/** Every writer overwrites, as where conditions are not known. */
class Careless extends WrappedStore {
  override async replace(
    ...[key, body, , options]: Parameters<ObjectStore["replace"]>
  ): ReturnType<ObjectStore["replace"]> {
    const current = await super.head(key);
    const done = await super.replace(key, body, current?.version ?? null, options);
    return done.ok ? done : { ok: true, version: "overwritten" };
  }

  override async delete(keys: readonly string[], _options?: CallOptions) {
    return super.delete([]).then((failed) => (keys.length > 0 ? failed : new Map()));
  }
}

describe("measuring a store", () => {
  it("finds all that a good one can do, and leaves nothing behind", async (t) => {
    const store = newStore(t);
    const phases: string[] = [];
    const report = await measureStore(store, {
      transferMs: 50,
      onProgress: (phase) => phases.push(phase),
    });
    assert.deepEqual(phases, ["capabilities", "latency", "upload", "download"]);
    assert.ok(Object.values(report.capabilities).every(Boolean));
    assert.ok(report.uploadBytesPerSecond > 0 && report.downloadBytesPerSecond > 0);
    const { ask } = report.latency;
    assert.ok(ask.p50Ms > 0 && ask.p50Ms <= ask.p95Ms);
    assert.ok(diagnoseStore(report).every(({ level }) => level === "ok"));
    assert.deepEqual(await listKeys(store, ""), []);
  });

  it("says what a store without conditions and deletion means", async (t) => {
    const report = await measureStore(new Careless(newStore(t)), { transferMs: 1 });
    const found = diagnoseStore(report).filter(({ level }) => level !== "ok");
    assert.deepEqual(
      found.map(({ code }) => code),
      ["swap-missing", "delete-missing"],
    );
  });

  it("calls a store far away when its answers take long", () => {
    const capabilities = {
      createOnly: true,
      compareAndSwap: true,
      readAfterWrite: true,
      ranges: false,
      delete: true,
    };
    const slow = { p50Ms: 400, p95Ms: 900 };
    const report = {
      url: "s3://far",
      capabilities,
      latency: { ask: slow, write: slow, read: slow },
      uploadBytesPerSecond: 1e6,
      downloadBytesPerSecond: 1e6,
    };
    const found = diagnoseStore(report).filter(({ level }) => level !== "ok");
    assert.deepEqual(found, [
      { level: "error", code: "ranges-missing" },
      { level: "warning", code: "latency-high" },
    ]);
  });

  it("can be stopped, and cleans up then too", async (t) => {
    const store = newStore(t);
    const stop = new AbortController();
    const onProgress = (phase: string): void => {
      if (phase === "download") stop.abort();
    };
    const stopped = measureStore(store, { transferMs: 10, signal: stop.signal, onProgress });
    await assertStoreError(stopped, "cancelled");
    assert.deepEqual(await listKeys(store, ""), []);
  });
});
