import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";
import { orAbort } from "./call-signal.ts";
import type { StoreError } from "./object-store.ts";

const subject = { store: "/vault", key: "a" };

/** What failed without anybody to hear of it: Node would end the process. */
function unheard(t: TestContext): unknown[] {
  const errors: unknown[] = [];
  const note = (error: unknown): void => void errors.push(error);
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", note);
  t.after(() => {
    process.removeListener("unhandledRejection", note);
    for (const other of others) process.on("unhandledRejection", other);
  });
  return errors;
}

for (const [name, abortsFirst] of [
  ["before it was waited for", true],
  ["while it was waited for", false],
] as const) {
  test(`what fails after it was cancelled ${name} ends nothing else`, async (t) => {
    const errors = unheard(t);
    const controller = new AbortController();
    const work = Promise.withResolvers<never>();
    if (abortsFirst) controller.abort();
    const waited = orAbort(work.promise, controller.signal, subject);
    controller.abort();
    await assert.rejects(waited, (error: StoreError) => error.code === "cancelled");
    work.reject(new Error("later"));
    await setImmediate();
    await setImmediate();
    assert.deepEqual(errors, []);
  });
}
