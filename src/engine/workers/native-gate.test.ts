import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { test } from "node:test";
import { NativeGate } from "./native-gate.ts";

test("a gate lets load until it is closed, and not any more", async () => {
  const gate = new NativeGate();
  const same = new NativeGate(gate.share);
  assert.equal(same.load(() => 1), 1);
  assert.throws(() => same.load(() => { throw new Error("not there"); }), /not there/);
  assert.equal(same.load(() => 2), 2);
  await gate.close();
  assert.throws(() => same.load(() => 3), /about to end/);
  await gate.close();
});

test("a gate closes only when what was being loaded is there", async () => {
  const gate = new NativeGate();
  let closed = false;
  let closing: Promise<void> | undefined;
  gate.load(() => {
    closing = gate.close().then(() => {
      closed = true;
    });
  });
  await turn();
  await closing;
  assert.equal(closed, true);
});

test("threads may be ended at any moment of their beginning, and the process lives on", () => {
  const script = join(import.meta.dirname, "../../../test/support/end-threads.ts");
  const run = spawnSync(process.execPath, [script], { encoding: "utf8" });
  assert.equal(run.signal, null, run.stderr);
  assert.equal(run.status, 0, run.stderr);
});
