import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { test } from "node:test";
import { NativeGate } from "./native-gate.ts";

test("calls pass a gate until it is closed, and not any more", async () => {
  const gate = new NativeGate();
  const same = new NativeGate(gate.share);
  assert.equal(
    same.run(() => 1),
    1,
  );
  assert.throws(
    () =>
      same.run(() => {
        throw new Error("not there");
      }),
    /not there/,
  );
  assert.equal(
    same.run(() => 2),
    2,
  );
  await gate.close();
  assert.throws(() => same.run(() => 3), /about to end/);
  await gate.close();
});

test("a gate closes only when the call that passed it is over", async () => {
  const gate = new NativeGate();
  let closed = false;
  let closing: Promise<void> | undefined;
  gate.run(() => {
    closing = gate.close().finally(() => {
      closed = true;
    });
  });
  await turn();
  await closing;
  assert.equal(closed, true);
});

test("threads that load and call native code may be ended at any moment, and the process lives on", () => {
  const script = join(import.meta.dirname, "../../../test/support/end-threads.ts");
  const run = spawnSync(process.execPath, [script], { encoding: "utf8" });
  assert.equal(run.signal, null, run.stderr);
  assert.equal(run.status, 0, run.stderr);
});
