import assert from "node:assert/strict";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";
import { assertStoreError, listKeys, readAll } from "../testing/store-under-test.ts";
import { LocalStore } from "./local-store.ts";
import { PromptCalls } from "./prompt-calls.ts";

const skip = process.platform !== "linux" && "on Linux alone calls are made at once";

function wait(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

test("a folder that nobody has looked at, a network's and one that is not there are not prompt", async (t) => {
  const calls = new PromptCalls();
  assert.equal(
    calls.attempt(1, () => "now"),
    undefined,
  );
  await calls.look(join(temporaryFolder(t), "nowhere"));
  assert.equal(
    calls.attempt(1, () => "now"),
    undefined,
  );
  await calls.look("/proc");
  assert.equal(
    calls.attempt(1, () => "now"),
    undefined,
  );
});

test("a slow disk is left alone for a while, and then tried again", { skip }, async (t) => {
  const calls = new PromptCalls();
  await calls.look(temporaryFolder(t));
  assert.equal(
    calls.attempt(1, () => "now"),
    "now",
  );
  assert.equal(
    calls.attempt(1, () => wait(30) ?? "late"),
    "late",
  );
  let paused = 0;
  while (calls.attempt(1, () => "now") === undefined) paused++;
  assert.equal(paused, 100);
});

test("what goes wrong in a call is left to the other way", { skip }, async (t) => {
  const calls = new PromptCalls();
  await calls.look(temporaryFolder(t));
  const fails = (): string => {
    throw new Error("no");
  };
  assert.equal(calls.attempt(1, fails), undefined);
});

test("while thousands of files are read and listed others have their turn", { skip }, async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "index"));
  for (let i = 0; i < 100; i++) writeFileSync(join(folder, "index", `${i}`), `content ${i}`);
  const store = new LocalStore(folder);
  for (const read of [() => readAll(store, "index/7"), () => listKeys(store, "index/")]) {
    const other = new AbortController();
    setTimeout(() => other.abort());
    let reads = 0;
    for (; !other.signal.aborted && reads < 1_000_000; reads++) await read();
    assert.ok(other.signal.aborted, `nobody was heard during ${reads} reads`);
  }
});

test("a file that is read at once is what it is by any other way", { skip }, async (t) => {
  const folder = temporaryFolder(t);
  const store = new LocalStore(folder);
  await store.putNew("small", Buffer.from("0123456789"));
  assert.equal(String(await readAll(store, "small")), "0123456789");
  const { size, version } = (await store.head("small"))!;
  const found = await store.get("small", { range: { start: 2, end: 5 } });
  assert.deepEqual([found.size, found.version], [size, version]);
  let part = "";
  for await (const bytes of found.body) part += Buffer.from(bytes).toString();
  assert.equal(part, "234");
  assert.equal((await store.replace("small", Buffer.from("second"), version)).ok, true);
  assert.equal(String(await readAll(store, "small")), "second");
  await store.delete(["small"]);
  await assertStoreError(readAll(store, "small"), "not-found");
  assert.deepEqual(await listKeys(store, ""), []);
  symlinkSync("elsewhere", join(folder, "dangling"));
  assert.equal(spawnSync("mkfifo", [join(folder, "pipe")]).status, 0);
  for (const key of ["dangling", "pipe"]) await assertStoreError(readAll(store, key), "not-found");
  rmSync(folder, { recursive: true });
  await assertStoreError(readAll(store, "small"), "unavailable");
});
