import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import timers from "node:timers/promises";
import type { Vault } from "../../src/index.ts";
import { runRestera, type VaultAccess } from "../support/run-restera.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { isError, newVault, objectsIn } from "../support/test-vault.ts";
import { VaultEditor } from "./mutated-vault/vault-editor.ts";

const minuteMs = 60_000;

interface Scene {
  readonly vault: Vault;
  readonly access: VaultAccess;
  readonly source: string;
  /** Writes a lock; gives its id. */
  lock(fields: object): Promise<string>;
}

async function makeScene(t: TestContext): Promise<Scene> {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  const source = join(folder, "source");
  mkdirSync(source);
  writeFileSync(join(source, "file"), "content");
  const editor = await VaultEditor.open(access.url);
  const lock = (fields: object): Promise<string> => {
    const foreign = { exclusive: true, hostname: "elsewhere", username: "somebody", pid: 4711 };
    const all = { time: timeFromNow(0), ...foreign, ...fields };
    return editor.put("locks", Buffer.from(JSON.stringify(all)));
  };
  return { vault, access, source, lock };
}

function timeFromNow(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}

/** The number of a process that is no more. */
function deadProcess(): number {
  return spawnSync(process.execPath, ["--version"]).pid;
}

test("who is locked out learns by whom, since when and what to do", async (t) => {
  const { access, source, lock } = await makeScene(t);
  const time = timeFromNow(-5 * minuteMs);
  const id = await lock({ time });
  const run = await runRestera(access, ["backup", source]);
  assert.equal(run.code, 11, run.stderr);
  assert.match(run.stderr, /somebody@elsewhere/);
  assert.match(run.stderr, /4711/);
  assert.ok(run.stderr.includes(time.slice(0, 10)), run.stderr);
  assert.match(run.stderr, /unlock/);
  assert.deepEqual(objectsIn(access.url, "locks"), [id]);
});

test("--retry-lock looks again until the holder is done", async (t) => {
  const { vault, access, source, lock } = await makeScene(t);
  await lock({});
  const waits: number[] = [];
  t.mock.method(timers, "setTimeout", async (ms: number) => {
    waits.push(ms);
    // The holder goes while we wait for the second time.
    if (waits.length === 2) await vault.unlock({ all: true });
  });
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
  const { snapshot } = await vault.backUp({ paths: [source], lock: { retryMs: minuteMs } });
  assert.ok(snapshot);
  assert.ok(waits.length >= 2);
  assert.ok(Math.max(...waits) <= minuteMs);
  assert.deepEqual(objectsIn(access.url, "locks"), []);
});

test("--retry-lock gives up after its time, with 11", async (t) => {
  const { access, source, lock } = await makeScene(t);
  const id = await lock({});
  const run = await runRestera(access, ["backup", "--retry-lock", "1s", source]);
  assert.equal(run.code, 11, run.stderr);
  assert.deepEqual(objectsIn(access.url, "locks"), [id]);
});

test("locks of dead processes of this machine go by themselves, others' stay", async (t) => {
  const { vault, access, source, lock } = await makeScene(t);
  const mine = { hostname: hostname(), username: userInfo().username };
  await lock({ ...mine, pid: deadProcess() });
  await vault.backUp({ paths: [source] });
  assert.deepEqual(objectsIn(access.url, "locks"), []);

  const foreign = await lock({ pid: deadProcess() });
  const alive = await lock({ ...mine, pid: process.ppid });
  await assert.rejects(vault.backUp({ paths: [source] }), isError("locked"));
  assert.deepEqual(objectsIn(access.url, "locks"), [foreign, alive].toSorted());
});

test("a lock of nobody's making is named, with what removes it", async (t) => {
  const { vault, access, source, lock } = await makeScene(t);
  for (const fields of [
    { pid: "4711" },
    { hostname: { a: 1 } },
    { time: 5 },
    { exclusive: "no" },
  ]) {
    const id = await lock(fields);
    await assert.rejects(
      vault.backUp({ paths: [source] }),
      isError("lock-unreadable", new RegExp(`${id}[^]*unlock --remove-all`)),
    );
    await assert.rejects(
      vault.locks(),
      isError("lock-unreadable", new RegExp(`${id}[^]*unlock --remove-all`)),
    );
    const past = await lock({ time: timeFromNow(-31 * minuteMs) });
    const { removed, unreadable } = await vault.unlock();
    assert.deepEqual({ removed, unreadable }, { removed: [past], unreadable: [id] });
    await vault.unlock({ all: true });
  }
  assert.deepEqual(objectsIn(access.url, "locks"), []);
});

test("a lock from the future is not stale, and one of long ago is", async (t) => {
  const { vault, lock } = await makeScene(t);
  const future = await lock({ time: timeFromNow(26 * 60 * minuteMs) });
  const past = await lock({ time: timeFromNow(-31 * minuteMs) });
  const locks = await vault.locks();
  assert.deepEqual(
    new Map(locks.map(({ id, stale }) => [id, stale])),
    new Map(locks.map(({ id }) => [id, id === past])),
  );
  const { removed, left } = await vault.unlock();
  assert.deepEqual(removed, [past]);
  assert.deepEqual(
    left.map(({ id }) => id),
    [future],
  );
});

test("snapshots of a clock that was ahead neither stop backups nor hide changes", async (t) => {
  const { vault, access, source } = await makeScene(t);
  const tomorrow = timeFromNow(26 * 60 * minuteMs);
  await vault.backUp({ paths: [source], time: tomorrow });
  writeFileSync(join(source, "file"), "changed");
  const { snapshot, problems } = await vault.backUp({ paths: [source] });
  assert.deepEqual(problems, []);
  assert.equal(objectsIn(access.url, "snapshots").length, 2);
  const parts: Uint8Array[] = [];
  for await (const part of vault.readFile(snapshot!.id, join(source, "file"))) parts.push(part);
  assert.equal(Buffer.concat(parts).toString(), "changed");
});

test("a clock that jumps a day during a backup does no harm", async (t) => {
  const { vault, source, access } = await makeScene(t);
  for (const jumpMs of [26 * 60 * minuteMs, -26 * 60 * minuteMs]) {
    const now = Date.now.bind(Date);
    let jumped = 0;
    t.mock.method(Date, "now", () => now() + jumped);
    const work = vault.backUp({ paths: [source], force: true });
    jumped = jumpMs;
    const ended = await work.then(
      ({ snapshot }) => snapshot !== undefined,
      (error: unknown) => isError("lock-lost")(error),
    );
    t.mock.restoreAll();
    assert.ok(ended);
    assert.deepEqual(objectsIn(access.url, "locks"), []);
  }
  const { ok } = await vault.check({ readData: true });
  assert.ok(ok);
});
